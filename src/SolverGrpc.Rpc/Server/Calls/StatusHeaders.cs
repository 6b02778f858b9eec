using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>Puts status and metadata into headers or trailers.</summary>
internal static class StatusHeaders
{
    // Clients limit all trailers together to 8 KiB by default; the rich error takes most of it.
    private const int MessageCharsMax = 2048;
    private const string Cut = "...";

    private static readonly string[] Codes =
        [.. Enumerable.Range(0, 17).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Writes the end of a call: into the headers when nothing else was sent ("Trailers-Only"), else into the trailers.</summary>
    public static void Write(HttpContext http, Status status, Metadata? trailers, bool trailersOnly)
    {
        var target = trailersOnly ? http.Response.Headers : http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        target.GrpcStatus = Text(status.StatusCode);
        if (status.Detail.Length > 0)
            target.GrpcMessage = Shorten(PercentEncoding.Encode(status.Detail));
        if (trailers is not null)
            Append(target, trailers);
    }

    /// <summary>Appends metadata in their order.</summary>
    public static void Append(IHeaderDictionary target, Metadata metadata)
    {
        foreach (var entry in metadata)
            target[entry.Key] = StringValues.Concat(target[entry.Key], entry.HeaderValue);
    }

    private static string Shorten(string encoded)
    {
        if (encoded.Length <= MessageCharsMax)
            return encoded;
        var length = MessageCharsMax - Cut.Length;
        var escape = encoded.IndexOf('%', length - 2, 2);
        return string.Concat(encoded.AsSpan(0, escape < 0 ? length : escape), Cut);
    }

    private static string Text(StatusCode code)
        => (uint)code < Codes.Length ? Codes[(int)code] : ((int)code).ToString(CultureInfo.InvariantCulture);
}
