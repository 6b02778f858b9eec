namespace SolverGrpc.Sessions.Journal;

/// <summary>What the system says of a disk, as a fault of the journal.</summary>
internal static class DiskError
{
    // On Unix, .NET puts errno into HResult; on Windows, the HRESULT of the Win32 error.
    private const int NoSpace = 28, FileTooBig = 27, QuotaExceededLinux = 122, QuotaExceededMac = 69;
    private const int DiskFullWindows = unchecked((int)0x80070070), HandleDiskFullWindows = unchecked((int)0x80070027);

    /// <summary>There is no room, or none for this user.</summary>
    public static bool IsFull(IOException error) =>
        error.HResult is NoSpace or FileTooBig or QuotaExceededLinux or QuotaExceededMac or DiskFullWindows or HandleDiskFullWindows;

    /// <summary>Error of a file that is not the failure of a sync.</summary>
    public static JournalException ToException(IOException error) =>
        new(new JournalFault(IsFull(error) ? JournalFaultKind.DiskFull : JournalFaultKind.Access, "", 0, error.Message), error);
}
