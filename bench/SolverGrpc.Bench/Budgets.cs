using System.Text.Json;

namespace SolverGrpc.Bench;

/// <summary>What bench/check holds a short run against: ratios to the floor, times a margin for noise, and bytes, exactly.</summary>
/// <param name="Margin">Factor on every ratio.</param>
/// <param name="Kernels">Root and vector against the same by the floor.</param>
/// <param name="Calls">Bytes of calls, which tests hold.</param>
/// <param name="Events">Bytes of events of sessions, which tests hold.</param>
/// <param name="Classes">Whole solves against the floor's own exponents at N = 390; tests hold their bytes.</param>
internal sealed record Budgets(double Margin, IReadOnlyList<KernelBudget> Kernels, IReadOnlyList<CallBudget> Calls, IReadOnlyList<EventBudget> Events, IReadOnlyList<ClassBudget> Classes)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads the file.</summary>
    public static Budgets Read(string path) =>
        JsonSerializer.Deserialize<Budgets>(File.ReadAllText(path), Web) ?? throw new InvalidOperationException($"{path} is empty");
}

/// <summary>Budget of a kernel.</summary>
/// <param name="Task">Name of a <c>BenchTask</c>.</param>
/// <param name="Count">N.</param>
/// <param name="Ratio">Time over that of the floor.</param>
internal sealed record KernelBudget(string Task, int Count, double Ratio);

/// <summary>Budget of a class.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Count">N.</param>
/// <param name="Ratio">Time over that of the floor's own exponents at N = 390.</param>
/// <param name="Bytes">Allocated by one solve.</param>
internal sealed record ClassBudget(string Class, int Count, double Ratio, long Bytes);

/// <summary>Budget of a call, from socket to socket.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Bytes">Allocated by the service for one call, whatever the number of periods.</param>
internal sealed record CallBudget(string Method, long Bytes);

/// <summary>Budget of an event of a session of 390 periods, from the message to the plan, without network and journal.</summary>
/// <param name="Event">Its name in the contract.</param>
/// <param name="Bytes">Allocated by applying it and planning.</param>
internal sealed record EventBudget(string Event, long Bytes);
