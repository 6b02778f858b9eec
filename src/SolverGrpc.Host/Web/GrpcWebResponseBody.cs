using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SolverGrpc.Host.Web;

/// <summary>The body of a gRPC-Web response: what is written, and at the end the trailers as one more frame.</summary>
internal sealed class GrpcWebResponseBody(IHttpResponseBodyFeature inner) : IHttpResponseBodyFeature, IHttpResponseTrailersFeature
{
    // highest bit of a frame's first byte
    private const byte TrailersFlag = 0x80;
    private const int PrefixSize = 5;

    private int _completed;

    /// <inheritdoc/>
    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    /// <inheritdoc/>
    public Stream Stream => inner.Stream;

    /// <inheritdoc/>
    public PipeWriter Writer => inner.Writer;

    /// <inheritdoc/>
    public void DisableBuffering() => inner.DisableBuffering();

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        inner.SendFileAsync(path, offset, count, cancellationToken);

    /// <summary>Writes the trailers, if there are any, and ends the response; once.</summary>
    public async Task CompleteAsync()
    {
        if (Interlocked.Exchange(ref _completed, 1) == 1) return;
        if (Trailers.Count > 0) WriteTrailers();
        await inner.CompleteAsync();
    }

    private void WriteTrailers()
    {
        var text = new StringBuilder();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in Trailers)
        {
            foreach (string? value in values) text.Append(name.ToLowerInvariant()).Append(": ").Append(value).Append("\r\n");
        }

        byte[] block = Encoding.ASCII.GetBytes(text.ToString());
        Span<byte> frame = inner.Writer.GetSpan(PrefixSize + block.Length);
        frame[0] = TrailersFlag;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], block.Length);
        block.CopyTo(frame[PrefixSize..]);
        inner.Writer.Advance(PrefixSize + block.Length);
    }
}
