using System.Buffers;
using System.Text;
using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc;

public sealed partial class Metadata
{
    /// <summary>One name with one value, text or bytes.</summary>
    public sealed class Entry
    {
        private static readonly SearchValues<char> Printable =
            SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(c => (char)c)]);

        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>Makes an entry with a text.</summary>
        /// <param name="key">A name of <c>[0-9a-zA-Z_.-]</c>, kept in lower case, not reserved and not ending in <c>-bin</c>.</param>
        /// <param name="value">Printable ASCII (0x20 to 0x7E); spaces at both ends do not survive the wire.</param>
        /// <exception cref="ArgumentException">The name or the value is not allowed.</exception>
        public Entry(string key, string value)
            : this(key, binary: false)
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!IsPrintable(value))
                throw new ArgumentException($"The value of '{Key}' is not printable ASCII; use a '-bin' name for bytes.", nameof(value));
            _text = value;
        }

        /// <summary>Makes an entry with bytes.</summary>
        /// <param name="key">A name of <c>[0-9a-zA-Z_.-]</c>, kept in lower case, not reserved, ending in <c>-bin</c>.</param>
        /// <param name="valueBytes">The bytes; not copied.</param>
        /// <exception cref="ArgumentException">The name is not allowed.</exception>
        public Entry(string key, byte[] valueBytes)
            : this(key, binary: true)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            _bytes = valueBytes;
        }

        private Entry(string key, bool binary)
        {
            ArgumentNullException.ThrowIfNull(key);
            Key = key.ToLowerInvariant();
            if (!MetadataName.IsValid(Key))
                throw new ArgumentException($"Metadata name '{key}' has characters other than 0-9, a-z, '_', '.', '-'.", nameof(key));
            if (MetadataName.IsReserved(Key))
                throw new ArgumentException($"Metadata name '{key}' belongs to the protocol.", nameof(key));
            if (MetadataName.IsBinary(Key) != binary)
                throw new ArgumentException($"Metadata name '{key}' must end with '-bin' if, and only if, the value is bytes.", nameof(key));
        }

        /// <summary>The name in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => _bytes is not null;

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The value is bytes.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"The value of '{Key}' is bytes.");

        /// <summary>The bytes; of a text its ASCII.</summary>
        public byte[] ValueBytes => _bytes ?? Encoding.ASCII.GetBytes(_text!);

        /// <summary>The value as it stands in a header: the text, or base64 without padding.</summary>
        public string HeaderValue => _text ?? BinaryHeader.Encode(_bytes);

        /// <inheritdoc/>
        public override string ToString() => $"{Key}: {HeaderValue}";

        internal static bool IsPrintable(ReadOnlySpan<char> value) => !value.ContainsAnyExcept(Printable);
    }
}
