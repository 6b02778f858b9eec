using SolverGrpc.Core.Comparison;

namespace SolverGrpc.Core.Tests.Comparison;

/// <summary>The worked examples of Almgren, Thum, Hauptmann and Li (2005), X / V = .1, in basis points.</summary>
public class PreTradeEstimateTests
{
    private const double BasisPoint = 1e-4;

    [Theory]
    [InlineData(6.561e6, 1728e6, .0157, .1, 19.860, 22.294, 32.224)]
    [InlineData(6.561e6, 1728e6, .0157, .2, 19.860, 14.709, 24.638)]
    [InlineData(6.561e6, 1728e6, .0157, .5, 19.860, 8.488, 18.418)]
    [InlineData(1.929e6, 168e6, .0226, .1, 21.679, 32.092, 42.931)]
    [InlineData(1.929e6, 168e6, .0226, .2, 21.679, 21.173, 32.012)]
    [InlineData(1.929e6, 168e6, .0226, .5, 21.679, 12.218, 23.058)]
    public void PreTradeEstimate_TenPercentOfDailyVolume_GivesPublishedImpact(
        double volume, double outstanding, double volatility, double days, double permanent, double temporary, double cost)
    {
        var estimate = PreTradeEstimate.Of(volume / 10, new(volume, outstanding, volatility, days));

        Assert.Equal(permanent, estimate.PermanentImpact / BasisPoint, .0015);
        Assert.Equal(temporary, estimate.TemporaryImpact / BasisPoint, .0015);
        Assert.Equal(cost, estimate.Cost / BasisPoint, .0015);
    }

    [Fact]
    public void PreTradeEstimate_NothingToTrade_CostsNothing() =>
        Assert.Equal(0, PreTradeEstimate.Of(0, new(1e6, 1e8, .02, 1)).Cost);
}
