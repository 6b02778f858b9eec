using System.Runtime.InteropServices;

namespace SolverGrpc.Sessions.Journal;

/// <summary>
/// Makes the entries of a folder durable. .NET opens no folders, so that the system is called; on Windows a folder's entries
/// are in the file system's own journal.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Returns when files created and deleted in the folder before are so on the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        int descriptor = Open(path, ReadOnly);
        if (descriptor < 0) throw Error(path);
        try
        {
            if (Flush(descriptor) != 0) throw Error(path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Error(string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
