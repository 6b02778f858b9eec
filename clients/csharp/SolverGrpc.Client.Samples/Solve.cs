using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client.Samples;

/// <summary>Solves a day of 390 minutes and prints the schedule with its proof.</summary>
internal static class Solve
{
    private const int RowMinutes = 15, BarWidth = 50;

    public static async Task RunAsync(SolverClient client, TextWriter output)
    {
        Solution solution = await client.SolveAsync(Day.Problem());
        await output.WriteLineAsync($"Buy {Day.Shares} shares in {solution.Schedule.Count} minutes; each bar is {RowMinutes} of them");
        await output.WriteLineAsync();
        foreach (string line in Chart(solution.Schedule).Append("").Concat(Report(solution))) await output.WriteLineAsync(line);
    }

    // one bar for each quarter of an hour
    private static IEnumerable<string> Chart(IReadOnlyList<double> schedule)
    {
        double[] rows = [.. schedule.Chunk(RowMinutes).Select(row => row.Sum())];
        var open = new TimeOnly(9, 30);
        return rows.Select((shares, row) =>
            $"{open.AddMinutes(row * RowMinutes):HH:mm} {shares,8:F0} {new string('#', (int)Math.Round(BarWidth * shares / rows.Max()))}");
    }

    // what the desk wants to know
    private static IEnumerable<string> Report(Solution solution)
    {
        Certificate proof = solution.Certificate!;
        return
        [
            $"termination   {solution.Termination}",
            $"lambda        {solution.Lambda:F8} per share: what one share more would cost",
            $"cost          {solution.Cost:F2} = {1e4 * solution.Cost / (Day.Shares * Day.Price):F2} bp",
            solution.Saving is { } saving
                ? $"equal split   costs {solution.Message.EqualSplit.Objective:F2}, so the schedule saves {100 * saving:F2}%"
                : "equal split   breaks a constraint",
            $"certificate   no schedule is cheaper than {proof.LowerBound:F2} (gap {proof.RelativeGap:E1}), sum off by {proof.SumError:E1}",
            $"solved in     {solution.Message.Diagnostics.SolveTimeNs / 1000} us",
        ];
    }
}
