using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Tests.Streaming;

/// <summary>Events of which only number and content matter.</summary>
internal static class Events
{
    public static InboundEvent Quote(long seq, long bid = 0)
    {
        var message = new StreamReoptimizeRequest { Seq = seq, Quote = new() { BidTicks = bid } };
        return new(message, message.ToByteArray(), ArrivedAt: 0);
    }

    /// <summary>Receives an event and takes out what is in order then.</summary>
    public static long[] Deliver(this Inbox inbox, InboundEvent inbound)
    {
        Assert.NotEqual(ReceptionKind.Close, inbox.Receive(inbound).Kind);
        var taken = new List<long>();
        while (inbox.TryTake(out InboundEvent next)) taken.Add(next.Seq);
        return [.. taken];
    }
}
