using System.Runtime.InteropServices;

namespace SolverGrpc.Core.Tests.Simd;

/// <summary>
/// Doubles that begin right behind one unreadable page, or end right before another: whoever touches a byte too many
/// dies of it.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int PageBytes = 4096;
    private const int ReadWrite = 3, None = 0, PrivateAnonymous = 0x22;

    private readonly byte* _mapping;
    private readonly nuint _bytes;

    public GuardedMemory(int capacity)
    {
        int pages = ((capacity * sizeof(double)) + PageBytes - 1) / PageBytes;
        _bytes = (nuint)((pages + 2) * PageBytes);
        _mapping = (byte*)Map(null, _bytes, ReadWrite, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, (nint)_mapping);
        Assert.Equal(0, Protect(_mapping, PageBytes, None));
        Assert.Equal(0, Protect(_mapping + _bytes - PageBytes, PageBytes, None));
    }

    /// <summary>The last <paramref name="length"/> doubles before the page behind.</summary>
    public Span<double> AtEnd(int length) => new(_mapping + _bytes - PageBytes - (length * sizeof(double)), length);

    /// <summary>The first <paramref name="length"/> doubles after the page in front.</summary>
    public Span<double> AtStart(int length) => new(_mapping + PageBytes, length);

    public void Dispose() => Assert.Equal(0, Unmap(_mapping, _bytes));

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
