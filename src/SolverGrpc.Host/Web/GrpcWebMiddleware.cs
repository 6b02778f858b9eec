using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SolverGrpc.Host.Web;

/// <summary>
/// Lets gRPC-Web calls (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md, the binary form) pass as gRPC calls: the messages
/// are framed alike, and the trailers become a last frame of the body.
/// </summary>
internal static class GrpcWebMiddleware
{
    /// <summary>Content type of the binary form.</summary>
    public const string ContentType = "application/grpc-web";

    private const string GrpcContentType = "application/grpc";

    /// <summary>Whether a request is a gRPC-Web call.</summary>
    public static bool Matches(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.ContentType is { } type
        && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';');

    /// <summary>Answers a call through <paramref name="grpc"/>.</summary>
    public static async Task InvokeAsync(HttpContext http, RequestDelegate grpc)
    {
        string suffix = http.Request.ContentType![ContentType.Length..];
        http.Request.ContentType = GrpcContentType + suffix;
        http.Request.Protocol = HttpProtocol.Http2;
        http.Response.OnStarting(() =>
        {
            http.Response.ContentType = ContentType + "+proto";
            return Task.CompletedTask;
        });

        var body = new GrpcWebResponseBody(http.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        http.Features.Set<IHttpResponseBodyFeature>(body);
        http.Features.Set<IHttpResponseTrailersFeature>(body);
        await grpc(http);
        await body.CompleteAsync();
    }
}
