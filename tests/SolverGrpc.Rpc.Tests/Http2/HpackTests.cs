namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>The examples of RFC 7541 appendix C, and the encoder against the decoder.</summary>
public sealed class HpackTests
{
    private static readonly Header[][] Requests =
    [
        [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "www.example.com")],
        [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "www.example.com"), ("cache-control", "no-cache")],
        [(":method", "GET"), (":scheme", "https"), (":path", "/index.html"), (":authority", "www.example.com"),
            ("custom-key", "custom-value")],
    ];

    private static readonly Header[][] Responses =
    [
        [(":status", "302"), ("cache-control", "private"), ("date", "Mon, 21 Oct 2013 20:13:21 GMT"),
            ("location", "https://www.example.com")],
        [(":status", "307"), ("cache-control", "private"), ("date", "Mon, 21 Oct 2013 20:13:21 GMT"),
            ("location", "https://www.example.com")],
        [(":status", "200"), ("cache-control", "private"), ("date", "Mon, 21 Oct 2013 20:13:22 GMT"),
            ("location", "https://www.example.com"), ("content-encoding", "gzip"),
            ("set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1")],
    ];

    [Theory]
    [InlineData(10, 5, "0A")] // C.1.1
    [InlineData(1337, 5, "1F9A0A")] // C.1.2
    [InlineData(42, 8, "2A")] // C.1.3
    public void Integer_OfAppendixC1_ReadsAndWrites(int value, int prefixBits, string hex)
    {
        using var written = new MemoryStream();
        HpackEncoder.WriteInteger(written, value, prefixBits);
        Assert.Equal(hex, Convert.ToHexString(written.ToArray()));

        ReadOnlySpan<byte> rest = Convert.FromHexString(hex);
        Assert.Equal(value, HpackDecoder.ReadInteger(ref rest, prefixBits));
        Assert.True(rest.IsEmpty);
    }

    [Theory]
    [InlineData("400A637573746F6D2D6B65790D637573746F6D2D686561646572", "custom-key", "custom-header", 55)] // C.2.1 indexed
    [InlineData("040C2F73616D706C652F70617468", ":path", "/sample/path", 0)] // C.2.2 without indexing
    [InlineData("100870617373776F726406736563726574", "password", "secret", 0)] // C.2.3 never indexed
    [InlineData("82", ":method", "GET", 0)] // C.2.4 static
    public void Decoder_OfAppendixC2_GivesFieldAndTableSize(string hex, string name, string value, int tableSize)
    {
        var decoder = new HpackDecoder();
        Assert.Equal([new Header(name, value)], decoder.Decode(Convert.FromHexString(hex)));
        Assert.Equal(tableSize, decoder.TableSize);
    }

    [Theory]
    [InlineData("828684410F7777772E6578616D706C652E636F6D", "828684BE58086E6F2D6361636865",
        "828785BF400A637573746F6D2D6B65790C637573746F6D2D76616C7565")] // C.3 plain
    [InlineData("828684418CF1E3C2E5F23A6BA0AB90F4FF", "828684BE5886A8EB10649CBF",
        "828785BF408825A849E95BA97D7F8925A849E95BB8E8B4BF")] // C.4 Huffman
    public void Decoder_OfAppendixC3AndC4_GivesTheThreeRequests(string first, string second, string third)
    {
        var decoder = new HpackDecoder();
        string[] blocks = [first, second, third];
        int[] tableSizes = [57, 110, 164];
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Requests[i], decoder.Decode(Convert.FromHexString(blocks[i])));
            Assert.Equal(tableSizes[i], decoder.TableSize);
        }
    }

    [Theory]
    [InlineData( // C.5 plain
        "4803333032580770726976617465611D4D6F6E2C203231204F637420323031332032303A31333A323120474D546E1768747470733A2F2F7777772E6578616D706C"
        + "652E636F6D",
        "4803333037C1C0BF",
        "88C1611D4D6F6E2C203231204F637420323031332032303A31333A323220474D54C05A04677A69707738666F6F3D4153444A4B48514B425A584F5157454F504955"
        + "41585157454F49553B206D61782D6167653D333630303B2076657273696F6E3D31")]
    [InlineData( // C.6 Huffman
        "488264025885AEC3771A4B6196D07ABE941054D444A8200595040B8166E082A62D1BFF6E919D29AD171863C78F0B97C8E9AE82AE43D3",
        "4883640EFFC1C0BF",
        "88C16196D07ABE941054D444A8200595040B8166E084A62D1BFFC05A839BD9AB77AD94E7821DD7F2E6C7B335DFDFCD5B3960D5AF27087F3672C1AB270FB5291F95"
        + "87316065C003ED4EE5B1063D5007")]
    public void Decoder_OfAppendixC5AndC6_EvictsAt256Octets(string first, string second, string third)
    {
        var decoder = new HpackDecoder(maxTableSize: 256);
        string[] blocks = [first, second, third];
        int[] tableSizes = [222, 222, 215];
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Responses[i], decoder.Decode(Convert.FromHexString(blocks[i])));
            Assert.Equal(tableSizes[i], decoder.TableSize);
        }
        Assert.Equal(["set-cookie", "content-encoding", "date"], decoder.DynamicTable.Select(h => h.Name));
    }

    [Theory]
    [InlineData("FFFFFFFF")] // EOS, which a string may not contain
    [InlineData("1FFF")] // 'a' and then more than seven bits of padding
    [InlineData("18")] // 'a' padded with zeros
    public void Huffman_WithEosOrWrongPadding_IsRefused(string hex) =>
        Assert.Throws<InvalidDataException>(() => HpackHuffman.Decode(Convert.FromHexString(hex)));

    [Fact]
    public void Encoder_AnyOctets_ComeBackFromTheDecoder()
    {
        string octets = string.Concat(Enumerable.Range(0, 256).Select(i => (char)i));
        Header[] headers = [("Upper-Case", ""), (":path", "/a/b?c=1"), ("octets", octets)];
        Assert.Equal(headers, new HpackDecoder().Decode(HpackEncoder.Encode(headers)));
    }
}
