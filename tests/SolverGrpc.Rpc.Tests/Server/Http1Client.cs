using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>Says something in HTTP/1.1 to a port and listens until it is closed.</summary>
internal static class Http1Client
{
    public static async Task<string> AskAsync(TestHost host, string request)
    {
        using var socket = new Socket(host.Address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(host.Address);
        Stream stream = new NetworkStream(socket);
        if (host.IsTls)
        {
            var secure = new SslStream(stream);
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { host.Certificate },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            });
            stream = secure;
        }

        await using (stream)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadToEndAsync();
        }
    }
}
