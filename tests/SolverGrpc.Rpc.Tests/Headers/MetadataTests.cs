using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Tests.Headers;

public sealed class MetadataTests
{
    [Fact]
    public void Get_OfANameTwice_IsTheLastAndGetAllKeepsTheOrder()
    {
        var metadata = new Metadata { { "X-One", "1" }, { "x-one", "2" }, { "x-bytes-bin", [3] } };
        Assert.Equal("2", metadata.GetValue("x-ONE"));
        Assert.Equal(["1", "2"], metadata.GetAll("x-one").Select(e => e.Value));
        Assert.Equal([3], metadata.GetValueBytes("x-bytes-bin"));
        Assert.Null(metadata.Get("x-two"));
        Assert.Equal(["x-one", "x-one", "x-bytes-bin"], metadata.Select(e => e.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x one")]
    [InlineData("x-\u00E9")]
    [InlineData(":path")]
    [InlineData("te")]
    [InlineData("content-type")]
    [InlineData("Host")]
    [InlineData("connection")]
    [InlineData("transfer-encoding")]
    [InlineData("grpc-status")]
    [InlineData("Grpc-Message")]
    [InlineData("grpc-timeout")]
    [InlineData("grpc-encoding")]
    [InlineData("grpc-of-the-future")]
    public void Entry_WithANameOfTheProtocolOrNone_IsRefused(string key) => Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "x"));

    [Theory]
    [InlineData("a\r\nb: c")]
    [InlineData("caf\u00E9")]
    [InlineData("\0")]
    public void Entry_WithATextThatIsNotPrintable_IsRefused(string value) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x-one", value));

    [Fact]
    public void Entry_WithTheOtherKindOfValue_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x-text", [1]));
        Assert.Throws<InvalidOperationException>(() => new Metadata.Entry("x-bin", [1]).Value);
    }

    [Theory]
    [InlineData("grpc-retry-pushback-ms")]
    [InlineData("grpc-previous-rpc-attempts")]
    public void Entry_WithANameOpenToApplications_IsAllowed(string key) => Assert.Equal("5", new Metadata.Entry(key, "5").Value);

    [Fact]
    public void BinaryHeader_OfEveryLength_IsUnpaddedAndReadEitherWay()
    {
        var random = new Random(3);
        for (int length = 0; length < 100; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            string text = BinaryHeader.Encode(bytes);
            Assert.DoesNotContain('=', text);
            Assert.True(BinaryHeader.TryDecode(text, out byte[]? unpadded));
            Assert.True(BinaryHeader.TryDecode(Convert.ToBase64String(bytes), out byte[]? padded));
            Assert.Equal(bytes, unpadded);
            Assert.Equal(bytes, padded);
        }
    }

    [Theory]
    [InlineData("q")]
    [InlineData("q8==0")]
    [InlineData("q80==")]
    [InlineData("q8=")]
    [InlineData("q-_0")]
    [InlineData("q\u00E90A")]
    [InlineData("====")]
    public void BinaryHeader_ThatIsNotBase64_IsRefused(string text) => Assert.False(BinaryHeader.TryDecode(text, out _));
}
