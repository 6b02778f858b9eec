using System.Net;
using System.Net.Sockets;

namespace SolverGrpc.Rpc.Server.Hosting;

/// <summary>The file of a Unix socket outlives a server that was killed.</summary>
internal static class UnixSocketFile
{
    /// <summary>Removes the file if nobody listens on it; one that is listened on stays and makes binding fail.</summary>
    public static void RemoveStale(EndPoint address)
    {
        var path = address.ToString()!;
        if (!File.Exists(path))
            return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(address);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
    }
}
