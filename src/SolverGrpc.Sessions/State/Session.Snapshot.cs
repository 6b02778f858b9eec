using System.Buffers;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Sessions.State;

/// <content>The state as bytes, and its hash.</content>
public sealed partial class Session
{
    private const byte Version = 3;
    private const int HashLength = 16;

    // of the problem as it was opened, and of everything that was said since of parameters, children and executions, in order
    private readonly byte[] _history = new byte[HashLength];

    /// <summary>The whole state; the same state gives the same bytes.</summary>
    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        Write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>The same among other things.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(ClientOrderId);
        Write(writer, Policy);
        Write(writer, _options);
        Write(writer, _parameters.Problem);
        WriteProgress(writer);
        foreach (long units in _ledger.Filled) writer.Write7BitEncodedInt64(units);
        foreach (long units in _ledger.Planned) writer.Write7BitEncodedInt64(units);
        (bool pending, bool urgent, PlanReason reason) = (_pending, _urgent, _reason);
        writer.Write(pending);
        writer.Write(urgent);
        writer.Write((int)reason);
        Write(writer, _standing ?? new());
        _children.Write(writer);
        _executions.Write(writer);
    }

    /// <summary>The session whose state <see cref="Write()"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    public static Session Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var reader = new SpanReader(bytes);
        return Read(ref reader);
    }

    /// <summary>The same from what lies before other things.</summary>
    internal static Session Read(ref SpanReader reader)
    {
        if (reader.ReadByte() is var version && version != Version) throw new InvalidDataException($"a session of format {version}; this program reads {Version}");
        var session = new Session(reader.ReadString(), reader.ReadInto(new SessionPolicy()), reader.ReadInto(new SolveOptions()), reader.ReadInto(new Problem()));
        session.ReadProgress(ref reader);
        session.ReadPeriods(ref reader);
        (session._pending, session._urgent, session._reason) = (reader.ReadBoolean(), reader.ReadBoolean(), (PlanReason)reader.ReadInt32());
        session._standing = reader.ReadInto(new Plan()) is { Outcome: not null } standing ? standing : null;
        session._children.Read(ref reader);
        session._executions.Read(ref reader);
        return session;
    }

    // what the hash covers besides the periods: what has been said, where every unit is, and why the next plan will be what it is
    private void WriteProgress(BinaryWriter writer)
    {
        writer.Write(_ledger.Parent);
        writer.Write(_ledger.Next);
        writer.Write(_ledger.End);
        writer.Write(_ledger.WorkingTotal);
        writer.Write(_market.BidTicks);
        writer.Write(_market.AskTicks);
        writer.Write(_market.TradeTicks);
        writer.Write(_market.ReferenceTicks);
        writer.Write(_arrival);
        writer.Write(_amendVersion);
        writer.Write(_planVersion);
        writer.Write(_paused);
        writer.Write(_halted);
        writer.Write(_cancelled);
        writer.Write(_residualSaid);
        writer.Write(_ledger.IsPastEnd);
        Write(writer, _eventTime);
        Write(writer, _planTime);
        writer.Write(_lambda);
        writer.Write(_history);
    }

    private void ReadProgress(ref SpanReader reader)
    {
        (_ledger.Parent, _ledger.Next, _ledger.End) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32());
        _ledger.AddWorking(reader.ReadInt64());
        (_market.BidTicks, _market.AskTicks, _market.TradeTicks, _market.ReferenceTicks) =
            (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        _arrival = reader.ReadDouble();
        (_amendVersion, _planVersion) = (reader.ReadInt64(), reader.ReadInt64());
        (_paused, _halted, _cancelled) = (reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadBoolean());
        (_residualSaid, _ledger.IsPastEnd) = (reader.ReadInt64(), reader.ReadBoolean());
        (_eventTime, _planTime) = (ReadTime(ref reader), ReadTime(ref reader));
        _lambda = reader.ReadDouble();
        reader.Read(HashLength).CopyTo(_history);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a restart is over before anything is compiled twice
    private void ReadPeriods(ref SpanReader reader)
    {
        for (int i = 0; i < _ledger.PeriodCount; i++) _ledger.AddFilled(i, reader.ReadVarint64());
        for (int i = 0; i < _ledger.PeriodCount; i++) _ledger.AddPlanned(i, reader.ReadVarint64());
    }

    // a chain: what is said is hashed once, when it is said
    private void Remember(IMessage fact)
    {
        ArrayBufferWriter<byte> bytes = PlanningMemory.OfThread.Said;
        bytes.ResetWrittenCount();
        bytes.Write(_history);
        fact.WriteTo(bytes);
        XxHash128.Hash(bytes.WrittenSpan, _history);
    }

    private ByteString Hash()
    {
        BinaryWriter writer = PlanningMemory.OfThread.Hashed;
        var bytes = (MemoryStream)writer.BaseStream;
        bytes.SetLength(0);
        WriteProgress(writer);
        writer.Write(MemoryMarshal.AsBytes(_ledger.Filled));
        writer.Write(MemoryMarshal.AsBytes(_ledger.Planned));
        writer.Flush();
        Span<byte> hash = stackalloc byte[HashLength];
        XxHash128.Hash(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), hash);
        return ByteString.CopyFrom(hash);
    }

    private static void Write(BinaryWriter writer, WireTime time)
    {
        writer.Write(time.Present);
        writer.Write(time.Seconds);
        writer.Write(time.Nanos);
    }

    private static WireTime ReadTime(ref SpanReader reader) => new(reader.ReadBoolean(), reader.ReadInt64(), reader.ReadInt32());

    private static void Write(BinaryWriter writer, IMessage message)
    {
        byte[] bytes = message.ToByteArray();
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }
}
