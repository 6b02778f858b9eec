using System.Net;
using Microsoft.AspNetCore.Http;

namespace SolverGrpc.Host.Web;

/// <summary>
/// Which browser pages may call: those served from the same place, and those of the origins that the operator names. A page
/// that is loaded under a foreign host name which resolves to this machine does not count as the same place.
/// </summary>
/// <param name="origins">Origins as browsers send them, "https://desk.example"; "*": any.</param>
internal sealed class CrossOrigin(IReadOnlyList<string> origins)
{
    private const string ExposedHeaders = "grpc-status, grpc-message, grpc-status-details-bin, grpc-retry-pushback-ms";
    private const string MaxAgeSeconds = "7200";

    /// <summary>Whether the request may be answered; sets the headers that tell the browser so.</summary>
    public bool Allows(HttpContext http)
    {
        string? origin = http.Request.Headers.Origin;
        if (string.IsNullOrEmpty(origin)) return true; // no browser page
        bool named = origins.Contains("*") || origins.Contains(origin, StringComparer.OrdinalIgnoreCase);
        bool same = IsOwnName(http.Request.Host) && origin.Equals($"{http.Request.Scheme}://{http.Request.Host}", StringComparison.OrdinalIgnoreCase);
        if (!named && !same) return false;
        http.Response.Headers.AccessControlAllowOrigin = origin;
        http.Response.Headers.AccessControlExposeHeaders = ExposedHeaders;
        http.Response.Headers.Vary = "Origin";
        return true;
    }

    /// <summary>Answers the question that a browser asks before the call.</summary>
    public static void AnswerPreflight(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers.AccessControlAllowMethods = HttpMethods.Post;
        http.Response.Headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
        http.Response.Headers.AccessControlMaxAge = MaxAgeSeconds;
    }

    private static bool IsOwnName(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Host.Trim('[', ']'), out _);
}
