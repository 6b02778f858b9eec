using System.Globalization;
using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Tests.Headers;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1H", 3600.0)]
    [InlineData("2M", 120.0)]
    [InlineData("3S", 3.0)]
    [InlineData("4m", 0.004)]
    [InlineData("5u", 0.000005)]
    [InlineData("600n", 0.0000006)]
    [InlineData("00000001S", 1.0)]
    [InlineData("99999999H", 359_999_996_400.0)]
    public void TryParse_WellFormed_IsThatTime(string text, double seconds)
    {
        Assert.True(GrpcTimeout.TryParse(text, out TimeSpan timeout));
        Assert.Equal(seconds, timeout.TotalSeconds, 7);
    }

    [Theory]
    [InlineData("0n")]
    [InlineData("1n")]
    [InlineData("99n")]
    [InlineData("0H")]
    public void TryParse_LessThanATick_IsZeroAndNotNone(string text)
    {
        Assert.True(GrpcTimeout.TryParse(text, out TimeSpan timeout));
        Assert.Equal(TimeSpan.Zero, timeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("1h")]
    [InlineData("1 S")]
    [InlineData(" 1S")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData("1.5S")]
    [InlineData("0x1S")]
    [InlineData("123456789S")]
    [InlineData("\u0661S")]
    public void TryParse_Malformed_IsRefused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0n")]
    [InlineData(-1, "0n")]
    [InlineData(1, "100n")]
    [InlineData(999_999, "99999900n")]
    [InlineData(1_000_000, "100000u")]
    [InlineData(1_000_001, "100001u")]
    [InlineData(TimeSpan.TicksPerDay, "86400000m")]
    [InlineData(long.MaxValue, "99999999H")]
    public void Format_OfTicks_IsTheFinestUnitThatFits(long ticks, string text) => Assert.Equal(text, GrpcTimeout.Format(new TimeSpan(ticks)));

    [Fact]
    public void Format_ThenTryParse_IsNeverShorterAndAtMostOneUnitLonger()
    {
        var random = new Random(7);
        for (int i = 0; i < 10_000; i++)
        {
            var timeout = new TimeSpan(random.NextInt64(1, 3_599_999_964_000_000_000) >> random.Next(62));
            string text = GrpcTimeout.Format(timeout);
            Assert.True(GrpcTimeout.TryParse(text, out TimeSpan read), text);
            Assert.True(text.Length <= 9, text);
            Assert.True(read >= timeout && (read - timeout).Ticks <= timeout.Ticks / 1000, string.Create(CultureInfo.InvariantCulture, $"case {i}: {timeout.Ticks} as {text}"));
        }
    }
}
