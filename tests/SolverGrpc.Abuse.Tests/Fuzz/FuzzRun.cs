using System.Globalization;

namespace SolverGrpc.Abuse.Tests.Fuzz;

/// <summary>
/// Seeds one after the other, SOLVER_FUZZ_CASES of them from SOLVER_FUZZ_SEED on. A case depends on its seed alone: one that fails is
/// run again by SOLVER_FUZZ_SEED with SOLVER_FUZZ_CASES=1.
/// </summary>
internal static class FuzzRun
{
    /// <summary>Runs the cases; what a case throws is told with its seed.</summary>
    /// <param name="usual">How many without SOLVER_FUZZ_CASES.</param>
    /// <param name="run">A case, given its source of randomness.</param>
    public static async Task EachAsync(int usual, Func<Random, Task> run)
    {
        int first = Setting("SOLVER_FUZZ_SEED", 1), cases = Setting("SOLVER_FUZZ_CASES", usual);
        for (int i = 0; i < cases; i++)
        {
            int seed = unchecked(first + i);
            try
            {
                await run(new Random(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"SOLVER_FUZZ_SEED={seed} SOLVER_FUZZ_CASES=1 fails: {e.Message}", e);
            }
        }
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
