using SolverGrpc.Core.Coupled;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>The elimination against the stationarity it is to solve, and its sign test against eigenvalues.</summary>
public class InventorySweepTests
{
    [Fact]
    public void Solve_RandomSystems_AreStationary() => Cases.Run(3000, random =>
    {
        int count = random.Next(1, 40);
        double[] compliance = new double[count], risk = new double[count], permanent = new double[count], offset = new double[count], slope = new double[count];
        bool impact = random.Chance(.4);
        for (int i = 0; i < count; i++)
        {
            compliance[i] = random.Chance(.1) ? 0 : random.LogUniform(1e-3, 1e3);
            risk[i] = random.Chance(.1) ? 0 : random.LogUniform(1e-3, 1e3);
            permanent[i] = impact ? random.NextDouble() * .2 / Math.Max(compliance[i], 1) : 0;
            offset[i] = compliance[i] * (random.NextDouble() - .5);
            slope[i] = random.NextDouble() - .5;
        }

        if (compliance.All(c => c == 0)) compliance[random.Next(count)] = 1;
        var sweep = new InventorySweep(new double[InventorySweep.ScratchLength(count)], count);
        if (!sweep.TryFactor(compliance, risk, impact ? permanent : [])) return;
        double[] x = new double[count], r = new double[count];
        double start = random.NextDouble();
        sweep.Solve(compliance, offset, slope, start, x, r);
        if (!impact)
        {
            double[] once = new double[count], remaining = new double[count];
            Assert.True(sweep.TrySolve(compliance, risk, offset, slope, start, once, remaining));
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(x[i], once[i], 1e-12 * (1 + Math.Abs(offset[i])));
                Assert.Equal(r[i], remaining[i], 1e-12);
            }
        }

        double left = start;
        for (int i = 0; i < count; i++)
        {
            left -= x[i];
            Assert.Equal(left, r[i], 1e-9);
            if (compliance[i] == 0) Assert.Equal(0, x[i]);
        }

        Assert.Equal(0, left, 1e-9);
        // p from one moving period to the next: p_i − p_{i+1} = γ x + W r + b, with C p = x + e + C γ r
        double price = double.NaN;
        for (int i = 0; i < count; i++)
        {
            if (compliance[i] > 0)
            {
                double own = ((x[i] + offset[i]) / compliance[i]) + (impact ? permanent[i] * r[i] : 0);
                double scale = 1 + Math.Abs(own) + ((Math.Abs(x[i]) + 1) / compliance[i]);
                if (!double.IsNaN(price)) Assert.InRange(Math.Abs(own - price) / scale, 0, 1e-7);
                price = own;
            }

            price -= (impact ? permanent[i] * x[i] : 0) + (risk[i] * r[i]) + slope[i];
        }
    });

    [Fact]
    public void Solve_StiffChain_KeepsEveryDigitOfEveryTrade()
    {
        // x_i = C_i p_i with p_i = Σ_{k≥i} W r_k: all terms positive, checked backwards from the last trade
        const int Count = 10_000;
        double[] compliance = Enumerable.Repeat(3.0, Count).ToArray(), risk = Enumerable.Repeat(.7, Count).ToArray(), zero = new double[Count];
        double[] x = new double[Count], r = new double[Count];
        var sweep = new InventorySweep(new double[InventorySweep.ScratchLength(Count)], Count);
        Assert.True(sweep.TryFactor(compliance, risk, []));
        sweep.Solve(compliance, zero, zero, 1, x, r);
        int last = Array.FindLastIndex(x, value => value > 1e-290);
        for (int i = 0; i < last; i++) Assert.Equal(1, (x[i] - x[i + 1]) / (2.1 * r[i]), 1e-12);
    }

    [Fact]
    public void TryFactor_SignTest_AgreesWithTheTridiagonalPivots() => Cases.Run(3000, random =>
    {
        int count = random.Next(2, 12);
        double[] stiffness = new double[count], risk = new double[count], permanent = new double[count];
        for (int i = 0; i < count; i++)
        {
            stiffness[i] = random.LogUniform(.1, 10);
            risk[i] = random.LogUniform(.01, 1);
            permanent[i] = random.LogUniform(.05, 5);
        }

        double[] diagonal = new double[count - 1], side = new double[count - 2];
        for (int i = 0; i < count - 1; i++) diagonal[i] = stiffness[i] + stiffness[i + 1] + risk[i] - (2 * permanent[i]);
        for (int i = 0; i < count - 2; i++) side[i] = permanent[i + 1] - stiffness[i + 1];
        bool definite = TridiagonalPivots.TryWrite(diagonal, side);
        if (definite && diagonal.Min() < 1e-9) return;
        var sweep = new InventorySweep(new double[InventorySweep.ScratchLength(count)], count);
        Assert.Equal(definite, sweep.TryFactor(stiffness.Select(s => 1 / s).ToArray(), risk, permanent));
    });
}
