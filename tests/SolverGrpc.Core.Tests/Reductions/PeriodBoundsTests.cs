using SolverGrpc.Core.Costs;

namespace SolverGrpc.Core.Tests.Reductions;

public sealed class PeriodBoundsTests
{
    [Fact]
    public void Participation_OfVolume_LowersTheCap()
    {
        double[] upper = [100, double.PositiveInfinity, 1];
        PeriodBounds.Participation(upper, [0.1, 0.5, 1], [200, 10, 50]);
        Assert.Equal([20, 5, 1], upper);
    }

    [Fact]
    public void Band_AroundTheTarget_TightensBothSides()
    {
        double[] lower = [0, 8, 0], upper = [100, 100, 12];
        PeriodBounds.Band(lower, upper, [10, 10, 10], [4, 3, double.PositiveInfinity]);
        Assert.Equal([6, 8, 0], lower);
        Assert.Equal([14, 13, 12], upper);
    }

    [Fact]
    public void Cap_ForAll_LowersTheLargerOnes()
    {
        double[] upper = [5, double.PositiveInfinity];
        PeriodBounds.Cap(upper, 7);
        Assert.Equal([5, 7], upper);
    }
}
