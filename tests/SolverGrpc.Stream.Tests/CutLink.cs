using System.Net.Sockets;

namespace SolverGrpc.Stream.Tests;

/// <summary>A link to a service that breaks: each connection is cut after a number of bytes of the client, wherever that is.</summary>
internal sealed class CutLink : IDisposable
{
    private readonly string _target;
    private readonly Func<int> _bytesUntilCut;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <param name="path">Where to listen.</param>
    /// <param name="target">The service's socket.</param>
    /// <param name="bytesUntilCut">Asked for each connection.</param>
    public CutLink(string path, string target, Func<int> bytesUntilCut)
    {
        (_target, _bytesUntilCut) = (target, bytesUntilCut);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>Connections that were cut.</summary>
    public int Cuts { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = LinkAsync(await _listener.AcceptAsync(), _bytesUntilCut());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // disposed
        }
    }

    private async Task LinkAsync(Socket client, int left)
    {
        using Socket service = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            try
            {
                await service.ConnectAsync(new UnixDomainSocketEndPoint(_target));
                _ = CopyAsync(service, client, int.MaxValue);
                if (await CopyAsync(client, service, left) == 0) Cuts++;
            }
            catch (SocketException)
            {
                // the service has gone
            }
        }
    }

    // what is left of the bytes when one side has closed; 0: cut
    private static async Task<int> CopyAsync(Socket from, Socket to, int left)
    {
        byte[] buffer = new byte[4_096];
        try
        {
            while (left > 0 && await from.ReceiveAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length))) is > 0 and var count)
            {
                await to.SendAsync(buffer.AsMemory(0, count));
                left -= count;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // one of the two has gone
        }

        return left;
    }
}
