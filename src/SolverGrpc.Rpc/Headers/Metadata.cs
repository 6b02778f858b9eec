using System.Collections.ObjectModel;
using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc;

/// <summary>
/// The name-value pairs of an application that travel before the first message (headers) or after the last one (trailers).
/// Ordered; a name may occur several times; names ending in <c>-bin</c> carry bytes.
/// </summary>
public sealed partial class Metadata : Collection<Metadata.Entry>
{
    /// <summary>Appends a text.</summary>
    /// <param name="key">The name; see <see cref="Entry(string, string)"/>.</param>
    /// <param name="value">Printable ASCII.</param>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Appends bytes.</summary>
    /// <param name="key">A name ending in <c>-bin</c>.</param>
    /// <param name="valueBytes">The bytes.</param>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <summary>The last entry of a name.</summary>
    /// <param name="key">The name in any case.</param>
    /// <returns>The entry, or nothing.</returns>
    public Entry? Get(string key)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            if (this[i].Key.Equals(key, StringComparison.OrdinalIgnoreCase))
                return this[i];
        }

        return null;
    }

    /// <summary>The last text of a name.</summary>
    /// <param name="key">The name in any case.</param>
    /// <returns>The text, or nothing.</returns>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The last bytes of a name.</summary>
    /// <param name="key">The name in any case.</param>
    /// <returns>The bytes, or nothing.</returns>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries of a name in order.</summary>
    /// <param name="key">The name in any case.</param>
    /// <returns>The entries.</returns>
    public IEnumerable<Entry> GetAll(string key) => this.Where(e => e.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Appends what a header received from the peer carries; reserved names and values that cannot be read are left out.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">The header's value: for <c>-bin</c> names base64, padded or not, several joined by commas.</param>
    public void AddReceived(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        var key = name.ToLowerInvariant();
        if (MetadataName.IsReserved(key) || !MetadataName.IsValid(key))
            return;
        if (MetadataName.IsBinary(key))
        {
            foreach (var part in value.AsSpan().Split(','))
            {
                if (BinaryHeader.TryDecode(value.AsSpan(part).Trim(), out var bytes))
                    Add(key, bytes);
            }
        }
        else if (Entry.IsPrintable(value))
        {
            Add(key, value);
        }
    }
}
