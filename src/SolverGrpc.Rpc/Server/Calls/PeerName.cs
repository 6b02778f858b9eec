using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>Where a client is, in the form the official servers use.</summary>
internal static class PeerName
{
    public static string Of(ConnectionInfo connection) => connection.RemoteIpAddress switch
    {
        null => "unix:",
        { AddressFamily: AddressFamily.InterNetworkV6 } address => $"ipv6:[{address}]:{connection.RemotePort}",
        var address => $"ipv4:{address}:{connection.RemotePort}",
    };
}
