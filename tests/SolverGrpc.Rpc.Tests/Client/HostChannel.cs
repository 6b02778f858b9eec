using System.Net;
using SolverGrpc.Rpc.Client;
using SolverGrpc.Rpc.Tests.Server;

namespace SolverGrpc.Rpc.Tests.Client;

/// <summary>A channel to our own server half.</summary>
internal static class HostChannel
{
    public static Channel OpenChannel(this TestHost host, ChannelOptions? options = null)
    {
        options ??= new();
        if (host.IsTls)
            options = options with { Tls = (options.Tls ?? new()) with { RootCertificates = [host.Certificate] } };
        return Channel.ForAddress(host.ChannelAddress(), options);
    }

    public static string ChannelAddress(this TestHost host)
        => host.Address is IPEndPoint ip ? $"{(host.IsTls ? "https" : "http")}://localhost:{ip.Port}" : $"unix:{host.Address}";
}
