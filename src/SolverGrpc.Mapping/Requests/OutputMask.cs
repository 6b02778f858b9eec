using System.Text;

namespace SolverGrpc.Mapping.Requests;

/// <summary>output_mask: which fields of the response are wanted. Absent or empty: all.</summary>
internal sealed class OutputMask
{
    /// <summary>Bytes of a path that are looked at; no field's name is longer.</summary>
    public const int PathBytesMax = 64;

    // a message may hold millions of them
    private const int UnknownKeptMax = 4;

    private static readonly (byte[] Name, ResponseFields Field)[] Names =
    [
        ("request_id"u8.ToArray(), ResponseFields.None),
        ("outcome"u8.ToArray(), ResponseFields.None),
        ("schedule"u8.ToArray(), ResponseFields.Schedule),
        ("lambda"u8.ToArray(), ResponseFields.Lambda),
        ("expected_cost"u8.ToArray(), ResponseFields.ExpectedCost),
        ("variance"u8.ToArray(), ResponseFields.Variance),
        ("certificate"u8.ToArray(), ResponseFields.Certificate),
        ("binding"u8.ToArray(), ResponseFields.Binding),
        ("diagnostics"u8.ToArray(), ResponseFields.Diagnostics),
        ("equal_split"u8.ToArray(), ResponseFields.EqualSplit),
        ("statistics"u8.ToArray(), ResponseFields.Statistics),
    ];

    private ResponseFields _named;
    private int _paths;

    /// <summary>The fields wanted.</summary>
    public ResponseFields Fields => _paths == 0 ? ResponseFields.All : _named;

    /// <summary>The first paths that name no field of the response, with their place in the list.</summary>
    public List<(int Index, string Path)> Unknown { get; } = [];

    /// <summary>How many such paths there are beyond those in <see cref="Unknown"/>.</summary>
    public int FurtherUnknown { get; private set; }

    /// <summary>Adds one path.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > PathBytesMax) utf8 = utf8[..PathBytesMax];
        int index = _paths++;
        foreach (var (name, field) in Names)
        {
            if (!utf8.SequenceEqual(name)) continue;
            _named |= field;
            return;
        }

        if (Unknown.Count < UnknownKeptMax) Unknown.Add((index, Encoding.UTF8.GetString(utf8)));
        else FurtherUnknown++;
    }

    /// <summary>Forgets all paths.</summary>
    public void Clear()
    {
        _named = ResponseFields.None;
        _paths = 0;
        Unknown.Clear();
        FurtherUnknown = 0;
    }
}
