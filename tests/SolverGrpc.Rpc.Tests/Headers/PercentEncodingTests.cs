using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Tests.Headers;

public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text ~!", "plain text ~!")]
    [InlineData("100%", "100%25")]
    [InlineData("a\nb", "a%0Ab")]
    [InlineData("\u007F", "%7F")]
    [InlineData("☺", "%E2%98%BA")]
    [InlineData("\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n", "%09%0Atest with whitespace%0D%0Aand Unicode BMP %E2%98%BA and non-BMP %F0%9F%98%88%09%0A")]
    public void Encode_ThenDecode_IsTheSameText(string text, string encoded)
    {
        Assert.Equal(encoded, PercentEncoding.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(encoded));
    }

    [Fact]
    public void Encode_OfALoneSurrogate_IsTheReplacementCharacter() => Assert.Equal("%EF%BF%BD", PercentEncoding.Encode("\uD800"));

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz", "%zz")]
    [InlineData("50% of%20it", "50% of it")]
    [InlineData("%e2%98%ba", "☺")]
    [InlineData("%FF", "\uFFFD")]
    public void Decode_OfWhatNobodyShouldSend_DoesNotFail(string encoded, string text) => Assert.Equal(text, PercentEncoding.Decode(encoded));
}
