using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Streaming;

/// <summary>
/// A plan as the journal keeps it (<see cref="PlanChanges"/>), read where it lies. Of a plan that another one follows a restart
/// needs its quantities and its header only, and the rest is most of the work of parsing it. A plan lies in one piece: what WireReader does to go
/// from one to the next is what a restart would spend most of its time on here, before it is compiled well.
/// </summary>
internal readonly ref struct PlanRecord
{
    private readonly int _from;
    private readonly ReadOnlySpan<byte> _changed, _units;

    /// <summary>Reads the bytes of a plan.</summary>
    /// <param name="plan">As the generated code writes them: repeated numbers are packed.</param>
    /// <exception cref="InvalidDataException">They are no plan.</exception>
    public PlanRecord(ReadOnlySpan<byte> plan)
    {
        (long version, double lambda, Termination termination) = (0, 0, Termination.Unspecified);
        var reader = new SpanReader(plan);
        while (!reader.IsAtEnd)
        {
            Field field = Next(ref reader);
            switch (field.Number)
            {
                case Plan.VersionFieldNumber: version = field.Value; break;
                case Plan.FromPeriodFieldNumber: _from = (int)field.Value; break;
                case Plan.ChangedPeriodsFieldNumber: _changed = field.Bytes; break;
                case Plan.UnitsFieldNumber: _units = field.Bytes; break;
                case Plan.LambdaFieldNumber: lambda = BinaryPrimitives.ReadDoubleLittleEndian(field.Bytes); break;
                case Plan.OutcomeFieldNumber: termination = TerminationOf(new(field.Bytes)); break;
            }
        }

        Header = new(version, lambda, termination);
    }

    /// <summary>Everything but the quantities.</summary>
    public PlanHeader Header { get; }

    /// <summary>It has all quantities, and not those that changed only.</summary>
    public bool IsDense => _changed.IsEmpty;

    /// <summary>Changes the quantities of the dense plan before this one to those of this one; the rest of it stays as it is.</summary>
    /// <exception cref="InvalidDataException">The one does not follow from the other.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a restart is over before anything is compiled twice
    public void ChangeUnits(Plan before)
    {
        PlanChanges.Begin(before, _from);
        SpanReader periods = new(_changed), units = new(_units);
        while (!periods.IsAtEnd) PlanChanges.Change(before, periods.ReadVarint32(), units.ReadVarint64());
    }

    private static Termination TerminationOf(SpanReader outcome)
    {
        Termination termination = Termination.Unspecified;
        while (!outcome.IsAtEnd)
        {
            if (Next(ref outcome) is { Number: Outcome.TerminationFieldNumber } field) termination = (Termination)field.Value;
        }

        return termination;
    }

    // a tag is the field's number and, in three bits, how long it is
    private static Field Next(scoped ref SpanReader reader)
    {
        int tag = reader.ReadVarint32();
        return (tag & 7) switch
        {
            0 => new(tag >> 3, reader.ReadVarint64(), []),
            1 => new(tag >> 3, 0, reader.Read(sizeof(double))),
            2 => new(tag >> 3, 0, reader.ReadText()),
            5 => new(tag >> 3, 0, reader.Read(sizeof(float))),
            _ => throw new InvalidDataException($"tag {tag} in a plan"),
        };
    }

    private readonly ref struct Field(int number, long value, ReadOnlySpan<byte> bytes)
    {
        public int Number { get; } = number;

        public long Value { get; } = value;

        public ReadOnlySpan<byte> Bytes { get; } = bytes;
    }
}
