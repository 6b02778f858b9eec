using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SolverGrpc.Sessions.Journal;

/// <summary>
/// Makes files, and the entries of folders, durable. The system is called itself: .NET opens no folders, and of a file whose fsync fails
/// with EIO its FlushToDisk says nothing (seen with .NET 10 on Linux; DiskFailureTests has a system that refuses). On Windows a
/// folder's entries are in the file system's own journal.
/// </summary>
internal static partial class DiskSync
{
    private const int ReadOnly = 0, Interrupted = 4;

    /// <summary>Returns when what was written to a file before is on the disk.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="name">Its name, for the error.</param>
    /// <exception cref="IOException">The disk refuses; what has become of it is unknown.</exception>
    public static void File(SafeFileHandle handle, string name)
    {
        // elsewhere fsync alone does not reach the disk itself
        if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(handle);
        else while (Flush(handle) != 0) ThrowUnlessInterrupted(name);
    }

    /// <summary>Returns when files created and deleted in a folder before are so on the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Folder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        int descriptor = Open(path, ReadOnly);
        if (descriptor < 0) throw Error(path);
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        while (Flush(handle) != 0) ThrowUnlessInterrupted(path);
    }

    private static void ThrowUnlessInterrupted(string path)
    {
        if (Marshal.GetLastPInvokeError() != Interrupted) throw Error(path);
    }

    private static IOException Error(string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle file);
}
