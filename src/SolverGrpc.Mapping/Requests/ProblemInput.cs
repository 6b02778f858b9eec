namespace SolverGrpc.Mapping.Requests;

/// <summary>
/// A <c>Problem</c> as it came over the wire: nothing checked, nothing defaulted. Filled by
/// <see cref="ProblemMessageReader"/> from a generated message or by <see cref="ProblemWireReader"/> from bytes.
/// Meant to be reused: <see cref="Clear"/> keeps the memory of the arrays.
/// </summary>
internal sealed class ProblemInput
{
    private static readonly int ArrayCount = Enum.GetValues<ArrayField>().Length;

    private ProblemScalars _scalars;
    private readonly Column<double>[] _arrays = [.. Enumerable.Range(0, ArrayCount).Select(_ => new Column<double>())];

    /// <summary>The array of a field.</summary>
    public Column<double> this[ArrayField field] => _arrays[(int)field];

    /// <summary>cost.piecewise_linear.level_count.</summary>
    public Column<int> LevelCount { get; } = new();

    /// <summary>Everything but the arrays.</summary>
    public ref ProblemScalars Scalars => ref _scalars;

    /// <summary>How many values all arrays have together.</summary>
    public int ValueCount
    {
        get
        {
            int count = LevelCount.Count;
            foreach (var array in _arrays) count += array.Count;
            return count;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Scalars = default;
        foreach (var array in _arrays) array.Clear();
        LevelCount.Clear();
    }

    /// <summary>The model that comes next; an earlier one of another kind is forgotten, as a oneof wants it.</summary>
    public void SelectModel(CostModelKind model)
    {
        if (Scalars.Model == model) return;
        Scalars.Model = model;
        for (var field = ArrayField.PowerLawAlpha; field <= ArrayField.CompositeD; field++) this[field].Clear();
        LevelCount.Clear();
    }
}
