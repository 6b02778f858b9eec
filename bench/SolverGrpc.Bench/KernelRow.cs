namespace SolverGrpc.Bench;

/// <summary>A row of the comparison with the floor, which finds root and schedule.</summary>
/// <param name="Work">What is done, in words.</param>
/// <param name="Task">The task.</param>
/// <param name="Count">N.</param>
/// <param name="Limit">Target: time over that of the floor; null: none was set.</param>
/// <param name="Published">What the floor took on the machine where its algorithms were chosen, in nanoseconds.</param>
/// <param name="Whole">Ours is the whole solve, with exact sum and certificate.</param>
internal sealed record KernelRow(string Work, BenchTask Task, int Count, double? Limit, double? Published, bool Whole = false)
{
    /// <summary>All of them. Limits are those of the design.</summary>
    public static IReadOnlyList<KernelRow> All { get; } =
    [
        new("own exponents, cold", BenchTask.Power, 390, 1.25, 1200),
        new("own exponents, caps at 3 x mean", BenchTask.Capped, 390, 1.25, 1540),
        new("own exponents, warm, 1 % off", BenchTask.Warm, 390, 1.25, 590),
        new("equal exponents", BenchTask.Equal, 390, 1.25, 800),
        new("quadratic, many zeros, cold", BenchTask.Quadratic, 390, 1.5, 350),
        new("one pass, own exponents", BenchTask.PowerPass, 390, 1.25, 244),
        new("one pass, caps", BenchTask.CappedPass, 390, 1.25, 244),
        new("one pass, quadratic", BenchTask.QuadraticPass, 390, 1.5, 52),
        new("quadratic and risk", BenchTask.RiskQuadratic, 390, 1.5, 1080),
        new("own exponents and risk, cold", BenchTask.RiskPower, 390, 1.5, 17_700),
        new("own exponents and a spread, cold", BenchTask.Spread, 390, null, null),
        new("composite, cold", BenchTask.Composite, 390, null, null),
        new("book of five levels", BenchTask.Book, 390, null, null),
        new("own exponents in lots of 100", BenchTask.Lots, 390, null, null),
        new("own exponents and risk, cold", BenchTask.RiskPower, 10_000, 1.5, null),
        new("own exponents, cold", BenchTask.Power, 10_000, 1.25, null),
        new("own exponents, cold, one core", BenchTask.Power, 1_000_000, 1.25, 3e6),
        new("own exponents, cold, whole solve", BenchTask.Power, 390, 4, null, Whole: true),
    ];
}
