using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SolverGrpc.Sessions.Journal;

/// <summary>CRC-32C (Castagnoli; RFC 3720, appendix B.4): finds every burst of up to 32 bits and every odd number of flipped bits.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of some bytes that follow those whose checksum is known.</summary>
    /// <param name="checksum">Of what went before; 0 for nothing.</param>
    /// <param name="bytes">What follows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a restart is over before anything is compiled twice
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint state = ~checksum;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) state = BitOperations.Crc32C(state, word);
        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..]) state = BitOperations.Crc32C(state, rest);
        return ~state;
    }
}
