using System.Net.Sockets;

namespace SolverGrpc.Stream.Tests;

/// <summary>
/// A link to a service on which a client can vanish without a word: from then on its bytes are swallowed and no end of the connection is
/// closed, as when a machine loses its power.
/// </summary>
internal sealed class SilentLink : IDisposable
{
    private readonly string _target;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isSilent;

    /// <param name="path">Where to listen, for one connection.</param>
    /// <param name="target">The service's socket.</param>
    public SilentLink(string path, string target)
    {
        _target = target;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _ = LinkAsync();
    }

    /// <summary>Completes when the service has closed the connection.</summary>
    public Task GivenUp => _givenUp.Task;

    /// <summary>Nothing of what the client says arrives any more.</summary>
    public void Silence() => _isSilent = true;

    public void Dispose() => _listener.Dispose();

    private async Task LinkAsync()
    {
        using Socket client = await _listener.AcceptAsync(), service = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await service.ConnectAsync(new UnixDomainSocketEndPoint(_target));
        Task up = CopyAsync(client, service, () => _isSilent);
        await CopyAsync(service, client, () => false);
        _givenUp.SetResult();
        await up;
    }

    private static async Task CopyAsync(Socket from, Socket to, Func<bool> swallows)
    {
        byte[] buffer = new byte[4_096];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (!swallows()) await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // one of the two has gone
        }
    }
}
