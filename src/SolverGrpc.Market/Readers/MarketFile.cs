using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SolverGrpc.Market.Readers;

/// <summary>Opens a market data file: which format it has is seen from its first bytes, not from its name; gzip is unpacked on the way.</summary>
public static class MarketFile
{
    private const int SniffedBytes = 1 << 12;

    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xB5, 0x2F, 0xFD];

    // behind 0x50 to 0x5F: what the forerunner of DBN begins with
    private static ReadOnlySpan<byte> ZstdSkippable => [0x2A, 0x4D, 0x18];

    /// <summary>Opens a file. Of LOBSTER's pair either one: the other is found by its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; null: defaults.</param>
    /// <exception cref="MarketDataException">It cannot be opened, or its format is not known.</exception>
    public static MarketReader Open(string path, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new ReadOptions();
        try
        {
            FileStream file = File.OpenRead(path);
            IProgress<ReadProgress>? progress = options.Progress;
            Action<long>? told = progress is null ? null : rows => progress.Report(new(Position(file), file.Length, rows));
            return IsLobster(path, out string messages, out string books)
                ? OpenLobster(file, path, messages, books, options, told)
                : Open(file, options, told);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new MarketDataException(e.Message, e);
        }
    }

    /// <summary>Reads a stream of any format but LOBSTER's.</summary>
    /// <param name="stream">The bytes; closed in the end.</param>
    /// <param name="options">How to read it; null: defaults.</param>
    /// <exception cref="MarketDataException">Its format is not known.</exception>
    public static MarketReader Open(Stream stream, ReadOptions? options = null) => Open(stream, options ?? new ReadOptions(), null);

    private static MarketReader Open(Stream stream, ReadOptions options, Action<long>? progress)
    {
        (byte[] head, Stream whole) = Sniff(Unpacked(stream));
        if (head.AsSpan().StartsWith("DBN"u8)) return new DbnReader(whole, options, progress);
        if (head.AsSpan().StartsWith(ZstdMagic) || (head.Length >= 4 && head.AsSpan(1, 3).SequenceEqual(ZstdSkippable)))
        {
            whole.Dispose();
            throw new MarketDataException("the file is packed with zstd, which cannot be read: unpack it, or pack it with gzip");
        }

        string first = Encoding.UTF8.GetString(head).Split('\n')[0];
        if (first.Contains("bid_px_00", StringComparison.Ordinal)) return new Mbp10CsvReader(whole, options, progress);
        if (first.Contains("direction", StringComparison.Ordinal) && first.Contains("action", StringComparison.Ordinal)) return new OrderEventReader(whole, options, progress);
        whole.Dispose();
        throw new MarketDataException("the format is not known: neither DBN nor CSV with the header of mbp-10 or of order events");
    }

    private static LobsterReader OpenLobster(FileStream file, string path, string messages, string books, ReadOptions options, Action<long>? progress)
    {
        bool isMessages = path == messages;
        Stream other = File.OpenRead(isMessages ? books : messages), own = Unpacked(file);
        return new LobsterReader(isMessages ? own : Unpacked(other), isMessages ? Unpacked(other) : own, options.Date ?? DateIn(path), options, progress);
    }

    // the pair's names differ in one word
    private static bool IsLobster(string path, out string messages, out string books)
    {
        string folder = Path.GetDirectoryName(path) ?? "", name = Path.GetFileName(path);
        messages = Path.Combine(folder, name.Replace("orderbook", "message", StringComparison.Ordinal));
        books = Path.Combine(folder, name.Replace("message", "orderbook", StringComparison.Ordinal));
        return messages != books && File.Exists(messages) && File.Exists(books);
    }

    private static DateOnly DateIn(string path)
    {
        foreach (string part in Path.GetFileName(path).Split('_', '.'))
        {
            if (DateOnly.TryParseExact(part, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)) return date;
        }

        return new DateOnly(1970, 1, 1);
    }

    private static long Position(FileStream file)
    {
        try
        {
            return file.Position;
        }
        catch (ObjectDisposedException)
        {
            return file.Length;
        }
    }

    private static Stream Unpacked(Stream stream)
    {
        (byte[] head, Stream whole) = Sniff(stream);
        return head.Length >= 2 && head[0] == 0x1F && head[1] == 0x8B ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    private static (byte[] Head, Stream Whole) Sniff(Stream stream)
    {
        var head = new byte[SniffedBytes];
        int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        Array.Resize(ref head, length);
        if (!stream.CanSeek) return (head, new PrefixedStream(head, stream));
        stream.Seek(-length, SeekOrigin.Current);
        return (head, stream);
    }
}
