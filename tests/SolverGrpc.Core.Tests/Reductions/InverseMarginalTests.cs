using SolverGrpc.Core.Costs;

namespace SolverGrpc.Core.Tests.Reductions;

public class InverseMarginalTests
{
    [Fact]
    public void QuadraticBesideAPowerNearlyLinear_MarginalPassesTheTargetThere() => Cases.Run(20_000, random =>
    {
        double d = 1 + random.LogUniform(1e-12, 3), b = random.LogUniform(1e-12, 1e3), c = random.LogUniform(1e-6, 1e6);

        // among them targets a hair above what the power alone asks for, where the two parts change roles
        double t = c * d * (random.Chance(.5) ? 1 + random.LogUniform(1e-16, 1) : random.LogUniform(1e-3, 1e6));
        double x = Curve.InverseMarginal(b, c, d, t);
        if (x < 1e-250) return;
        double step = 1e-12 * (1 + Math.Abs(Math.Log(x))) * x;
        double below = Curve.Marginal(0, b, c, d, x - step), above = Curve.Marginal(0, b, c, d, x + step), rounding = 4e-15 * t;
        Assert.True(below <= t + rounding && t <= above + rounding, $"d = 1 + {d - 1:R}, b {b:R}, c {c:R}, t {t:R}: x {x:R}, {below:R} to {above:R}");
    });
}
