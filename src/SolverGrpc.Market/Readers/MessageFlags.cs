namespace SolverGrpc.Market.Readers;

/// <summary>Flags of a market-by-price message, as Databento defines them, and what they mean for its book.</summary>
internal static class MessageFlags
{
    /// <summary>Last message of its event: the book is whole.</summary>
    public const int Last = 128;

    /// <summary>The receive time cannot be trusted: messages were reordered or the clock was off.</summary>
    public const int BadReceiveTime = 8;

    /// <summary>Messages were lost: the book may be wrong.</summary>
    public const int MaybeBadBook = 4;

    /// <summary>Whether the message's book may be used; counts why not.</summary>
    public static bool AllowBook(int flags, ReadReport report)
    {
        if ((flags & MaybeBadBook) != 0) report.UntrustedBooks++;
        else if ((flags & BadReceiveTime) != 0) report.UntimelyBooks++;
        else if ((flags & Last) == 0) report.UnfinishedBooks++;
        else return true;
        return false;
    }
}
