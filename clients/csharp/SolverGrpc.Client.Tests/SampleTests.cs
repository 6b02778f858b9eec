using System.Globalization;
using SolverGrpc.Client.Samples;

namespace SolverGrpc.Client.Tests;

/// <summary>What the sample prints; scripts/test-csharp.sh runs <see cref="Execute"/> against cut links and a killed service.</summary>
public class SampleTests
{
    [Fact]
    public async Task Solve_PrintsTheScheduleWithItsProof()
    {
        using SolverClient client = Service.Connect();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        await Solve.RunAsync(client, output);
        string[] lines = output.ToString().Split('\n');
        double[] bars = [.. lines.Where(line => line.Contains('#', StringComparison.Ordinal)).Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))];
        Assert.Equal(26, bars.Length);
        Assert.Equal(Day.Shares, bars.Sum(), 26.0 / 2); // each is rounded
        Assert.Contains(lines, line => line == "termination   Optimal");
        Assert.Contains(lines, line => line.StartsWith("certificate   no schedule is cheaper than ", StringComparison.Ordinal));
    }
}
