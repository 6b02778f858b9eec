using System.Net;
using System.Text;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Host.Web;

/// <summary>The page for people: what runs here, and how to call it.</summary>
internal static class StatusPage
{
    /// <summary>The page as HTML.</summary>
    /// <param name="serving">Whether calls are welcome.</param>
    /// <param name="version">Of the service.</param>
    /// <param name="uptime">Since the start.</param>
    /// <param name="endpoints">Where gRPC is served.</param>
    /// <param name="methods">Full names of the methods.</param>
    public static string Html(bool serving, string version, TimeSpan uptime, IReadOnlyList<string> endpoints, IEnumerable<string> methods)
    {
        string first = endpoints[0];
        string target = WebUtility.HtmlEncode(first.StartsWith("unix:", StringComparison.Ordinal) ? first : new Uri(first).Authority);
        return $$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>SolverGrpc</title>
            <style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem } code, pre { background: #f3f3f3 } pre { padding: 1rem; overflow-x: auto }</style>
            <h1>SolverGrpc {{WebUtility.HtmlEncode(version)}}</h1>
            <p>{{(serving ? "Serving." : "Not serving: starting or stopping.")}} Kernel <code>{{KernelSelection.NameOf(KernelSelection.Current)}}</code>, up {{uptime:d\.hh\:mm\:ss}}.</p>
            <h2>Endpoints</h2>
            <ul>{{Items(endpoints)}}</ul>
            <h2>Methods</h2>
            <ul>{{Items(methods)}}</ul>
            <h2>How to call</h2>
            <p>From the command line:</p>
            <pre>solver example &gt; problem.json
            solver solve problem.json --address {{WebUtility.HtmlEncode(first)}}</pre>
            <p>From Python:</p>
            <pre>channel = grpc.insecure_channel("{{target}}")
            response = solver_service_pb2_grpc.SolverServiceStub(channel).Solve(request)</pre>
            <p>From a browser: gRPC-Web (binary) on this port.</p>
            </html>
            """;
    }

    private static string Items(IEnumerable<string> items)
    {
        var html = new StringBuilder();
        foreach (string item in items) html.Append("<li><code>").Append(WebUtility.HtmlEncode(item)).Append("</code></li>");
        return html.ToString();
    }
}
