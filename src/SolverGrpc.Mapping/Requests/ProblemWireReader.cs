using SolverGrpc.Rpc.Wire;

namespace SolverGrpc.Mapping.Requests;

/// <summary>Fills a <see cref="ProblemInput"/> from the bytes of a <c>Problem</c>, as the generated parser would.</summary>
internal static class ProblemWireReader
{
    // wire types, as constants for case labels
    private const uint Varint = (uint)WireType.Varint, Fixed64 = (uint)WireType.Fixed64, Bytes = (uint)WireType.LengthDelimited;

    /// <summary>Adds everything the bytes say to <paramref name="input"/>.</summary>
    /// <exception cref="WireFormatException">The bytes are no message.</exception>
    public static void Read(WireReader reader, ProblemInput input)
    {
        ref ProblemScalars scalars = ref input.Scalars;
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Varint: scalars.Side = (int)reader.ReadVarint(); break;
                case (2 << 3) | Fixed64: (scalars.QuantityKind, scalars.Quantity, scalars.QuantityUnits) = (QuantityKind.Shares, reader.ReadDouble(), 0); break;
                case (3 << 3) | Varint: (scalars.QuantityKind, scalars.QuantityUnits, scalars.Quantity) = (QuantityKind.Units, (long)reader.ReadVarint(), 0); break;
                case (4 << 3) | Bytes: ReadGrid(reader.ReadMessage(), input); break;
                case (5 << 3) | Bytes: ReadCost(reader.ReadMessage(), input); break;
                case (6 << 3) | Bytes: ReadArrays(reader.ReadMessage(), input, ArrayField.MinQuantity, ArrayField.MaxDeviation); break;
                case (7 << 3) | Bytes:
                    scalars.HasDynamics = true;
                    ReadArrays(reader.ReadMessage(), input, ArrayField.Volatility, ArrayField.PermanentImpact);
                    break;
                case (8 << 3) | Bytes: ReadRisk(reader.ReadMessage(), ref scalars); break;
                case (9 << 3) | Bytes: ReadLots(reader.ReadMessage(), ref scalars); break;
                case (10 << 3) | Bytes: ReadConcentration(reader.ReadMessage(), ref scalars); break;
                case (11 << 3) | Bytes: ReadSlippage(reader.ReadMessage(), input); break;
                case (12 << 3) | Bytes: ReadInstrument(reader.ReadMessage(), ref scalars); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    /// <summary>Adds the fields of a <c>Timestamp</c> or <c>Duration</c> to <paramref name="time"/>.</summary>
    public static WireTime ReadTime(WireReader reader, WireTime time)
    {
        time = time with { Present = true };
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Varint: time = time with { Seconds = (long)reader.ReadVarint() }; break;
                case (2 << 3) | Varint: time = time with { Nanos = (int)reader.ReadVarint() }; break;
                default: reader.Skip(tag); break;
            }
        }

        return time;
    }

    private static void ReadGrid(WireReader reader, ProblemInput input)
    {
        ref ProblemScalars scalars = ref input.Scalars;
        scalars.HasGrid = true;
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Varint: scalars.PeriodCount = (int)reader.ReadVarint(); break;
                case (2 << 3) | Bytes: scalars.Start = ReadTime(reader.ReadMessage(), scalars.Start); break;
                case (3 << 3) | Bytes or (3 << 3) | Fixed64: reader.ReadDoubles(tag, input[ArrayField.DurationSeconds].List); break;
                case (5 << 3) | Varint: scalars.MergeCount = (int)reader.ReadVarint(); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    private static void ReadCost(WireReader reader, ProblemInput input)
    {
        input.Scalars.HasCost = true;
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Varint: input.Scalars.Basis = (int)reader.ReadVarint(); break;
                case (2 << 3) | Bytes or (2 << 3) | Fixed64: reader.ReadDoubles(tag, input[ArrayField.HalfSpread].List); break;
                case (3 << 3) | Bytes: ReadModel(reader.ReadMessage(), input, CostModelKind.PowerLaw, ArrayField.PowerLawAlpha, ArrayField.PowerLawBeta); break;
                case (4 << 3) | Bytes: ReadModel(reader.ReadMessage(), input, CostModelKind.Quadratic, ArrayField.QuadraticAlpha, ArrayField.QuadraticBeta); break;
                case (5 << 3) | Bytes: ReadModel(reader.ReadMessage(), input, CostModelKind.Linear, ArrayField.LinearAlpha, ArrayField.LinearPrice); break;
                case (6 << 3) | Bytes: ReadLevels(reader.ReadMessage(), input); break;
                case (7 << 3) | Bytes: ReadModel(reader.ReadMessage(), input, CostModelKind.Composite, ArrayField.CompositeA, ArrayField.CompositeD); break;
                case (8 << 3) | Bytes or (8 << 3) | Fixed64: reader.ReadDoubles(tag, input[ArrayField.ValidUpTo].List); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    private static void ReadModel(WireReader reader, ProblemInput input, CostModelKind model, ArrayField first, ArrayField last)
    {
        input.SelectModel(model);
        ReadArrays(reader, input, first, last);
    }

    // a message whose fields 1, 2, … are the arrays from first to last
    private static void ReadArrays(WireReader reader, ProblemInput input, ArrayField first, ArrayField last)
    {
        while (reader.ReadTag() is var tag and not 0)
        {
            ArrayField field = first + (WireTag.FieldNumber(tag) - 1);
            if (field <= last && WireTag.Type(tag) is WireType.LengthDelimited or WireType.Fixed64) reader.ReadDoubles(tag, input[field].List);
            else reader.Skip(tag);
        }
    }

    private static void ReadLevels(WireReader reader, ProblemInput input)
    {
        input.SelectModel(CostModelKind.PiecewiseLinear);
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Varint: input.LevelCount.Add((int)reader.ReadVarint()); break;
                case (1 << 3) | Bytes:
                    for (WireReader run = reader.ReadMessage(); run.Remaining > 0;) input.LevelCount.Add((int)run.ReadVarint());
                    break;
                case (2 << 3) | Bytes or (2 << 3) | Fixed64: reader.ReadDoubles(tag, input[ArrayField.LevelSize].List); break;
                case (3 << 3) | Bytes or (3 << 3) | Fixed64: reader.ReadDoubles(tag, input[ArrayField.LevelPrice].List); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    private static void ReadRisk(WireReader reader, ref ProblemScalars scalars)
    {
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Fixed64: Select(RiskCase.RiskAversion, ref scalars).RiskValue = reader.ReadDouble(); break;
                case (2 << 3) | Fixed64: Select(RiskCase.VarianceLimit, ref scalars).RiskValue = reader.ReadDouble(); break;
                case (3 << 3) | Bytes: ReadValueAtRisk(reader.ReadMessage(), ref Select(RiskCase.ValueAtRiskLimit, ref scalars)); break;
                case (4 << 3) | Fixed64: Select(RiskCase.MinimizeValueAtRisk, ref scalars).RiskValue = reader.ReadDouble(); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    private static void ReadValueAtRisk(WireReader reader, ref ProblemScalars scalars)
    {
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Fixed64: scalars.RiskValue = reader.ReadDouble(); break;
                case (2 << 3) | Fixed64: scalars.Confidence = reader.ReadDouble(); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    // another case of the oneof forgets the one before
    private static ref ProblemScalars Select(RiskCase risk, ref ProblemScalars scalars)
    {
        if (scalars.Risk != risk) (scalars.Risk, scalars.RiskValue, scalars.Confidence) = (risk, 0, 0);
        return ref scalars;
    }

    private static void ReadLots(WireReader reader, ref ProblemScalars scalars)
    {
        scalars.HasLots = true;
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Varint: scalars.LotUnits = (long)reader.ReadVarint(); break;
                case (2 << 3) | Varint: scalars.OddLot = (int)reader.ReadVarint(); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    private static void ReadConcentration(WireReader reader, ref ProblemScalars scalars)
    {
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Varint: scalars.MinPeriodCount = (int)reader.ReadVarint(); break;
                case (2 << 3) | Fixed64: scalars.MaxPeriodShare = reader.ReadDouble(); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    private static void ReadSlippage(WireReader reader, ProblemInput input)
    {
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Bytes or (1 << 3) | Fixed64: reader.ReadDoubles(tag, input[ArrayField.SlippagePerPeriod].List); break;
                case (2 << 3) | Fixed64: input.Scalars.PerOrderSlippage = reader.ReadDouble(); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    private static void ReadInstrument(WireReader reader, ref ProblemScalars scalars)
    {
        Span<byte> text = stackalloc byte[ProblemScalars.TextBytesMax];
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: scalars.SymbolBytes = Utf8Text.Copy(reader.ReadBytes(), text); break;
                case (2 << 3) | Bytes: scalars.CurrencyBytes = Utf8Text.Copy(reader.ReadBytes(), text); break;
                case (3 << 3) | Fixed64: scalars.Quantum = reader.ReadDouble(); break;
                case (4 << 3) | Fixed64: scalars.TickSize = reader.ReadDouble(); break;
                case (5 << 3) | Fixed64: scalars.ArrivalPrice = reader.ReadDouble(); break;
                default: reader.Skip(tag); break;
            }
        }
    }
}
