using Google.Rpc;
using SolverGrpc.Rpc;
using SolverGrpc.Sessions.State;
using SolverGrpc.Sessions.Streaming;
using static SolverGrpc.Sessions.Tests.Streaming.Events;
using Status = Google.Rpc.Status;

namespace SolverGrpc.Sessions.Tests.Streaming;

public class InboxTests
{
    private static readonly StreamLimits Small = new() { HeldEventsMax = 4, KnownEventsMax = 16 };

    [Fact]
    public void Receive_InOrder_ComesOutAtOnce()
    {
        var inbox = new Inbox(Small);
        for (long seq = 1; seq <= 100; seq++) Assert.Equal([seq], inbox.Deliver(Quote(seq)));
        Assert.Equal(100, inbox.LastSeq);
    }

    [Fact]
    public void Receive_TooHigh_IsHeldAndEveryGapIsAskedForOnce()
    {
        Inbox inbox = Applied(1);

        Assert.Equal(Missing(2, 3), inbox.Receive(Quote(4)));
        Assert.Equal(ReceptionKind.Taken, inbox.Receive(Quote(5)).Kind);
        Assert.Equal(Missing(6, 7), inbox.Receive(Quote(8)));
        Assert.False(inbox.TryTake(out _));
        Assert.True(inbox.HasGap);

        Assert.Equal([2], inbox.Deliver(Quote(2)));
        Assert.Equal([3, 4, 5], inbox.Deliver(Quote(3)));
        Assert.Equal([6], inbox.Deliver(Quote(6)));
        Assert.Equal([7, 8], inbox.Deliver(Quote(7)));
        Assert.False(inbox.HasGap);
    }

    [Fact]
    public void Receive_MoreThanMayBeHeld_ClosesAndKeepsTheSession()
    {
        Inbox inbox = Applied(1);
        for (long seq = 3; seq <= 6; seq++) Assert.NotEqual(ReceptionKind.Close, inbox.Receive(Quote(seq)).Kind);

        AssertClosed(inbox.Receive(Quote(7)), StatusCode.FailedPrecondition, expected: 2);

        inbox.NewStream();
        Assert.False(inbox.HasGap);
        for (long seq = 2; seq <= 7; seq++) Assert.Equal([seq], inbox.Deliver(Quote(seq)));
    }

    [Fact]
    public void Receive_HeldBytesBeyondTheLimit_Closes()
    {
        var inbox = new Inbox(Small with { HeldBytesMax = 20 });
        Assert.Equal(ReceptionKind.Missing, inbox.Receive(Quote(2, bid: long.MaxValue)).Kind);
        AssertClosed(inbox.Receive(Quote(3, bid: long.MaxValue)), StatusCode.FailedPrecondition, expected: 1);
    }

    [Fact]
    public void Receive_TheMissingOneWhileTheWindowIsFull_IsTaken()
    {
        Inbox inbox = Applied(1);
        for (long seq = 3; seq <= 6; seq++) inbox.Receive(Quote(seq));
        Assert.Equal([2, 3, 4, 5, 6], inbox.Deliver(Quote(2)));
    }

    [Fact]
    public void Receive_SameNumberSameContent_GetsItsAnswerAgain()
    {
        Inbox inbox = Applied(2);
        var refused = new Status { Code = 3, Message = "no" };
        inbox.Refuse(refused);
        inbox.Deliver(Quote(3));

        Assert.Equal(new Reception(ReceptionKind.Known, 0, 0, null), inbox.Receive(Quote(1)));
        Assert.Equal(new Reception(ReceptionKind.Known, 0, 0, refused), inbox.Receive(Quote(2)));
        Assert.False(inbox.TryTake(out _));
        Assert.Equal([4], inbox.Deliver(Quote(4)));
    }

    [Fact]
    public void Receive_SameNumberOtherContent_IsAlreadyExists()
    {
        Inbox inbox = Applied(2);
        AssertClosed(inbox.Receive(Quote(2, bid: 7)), StatusCode.AlreadyExists, expected: 3);
    }

    [Fact]
    public void Receive_HeldOneAgain_IsTakenOnceAndOtherContentIsAlreadyExists()
    {
        Inbox inbox = Applied(1);
        inbox.Receive(Quote(3));
        Assert.Equal(ReceptionKind.Taken, inbox.Receive(Quote(3)).Kind);
        AssertClosed(inbox.Receive(Quote(3, bid: 7)), StatusCode.AlreadyExists, expected: 2);
        Assert.Equal([2, 3], inbox.Deliver(Quote(2)));
    }

    [Fact]
    public void Receive_TooLowAndForgotten_ClosesWithTheExpectedNumber()
    {
        Inbox inbox = Applied(100);
        inbox.NewStream();
        AssertClosed(inbox.Receive(Quote(84)), StatusCode.FailedPrecondition, expected: 101);
        Assert.Equal(ReceptionKind.Known, inbox.Receive(Quote(85)).Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Receive_ZeroOrNegative_IsOutOfRange(long seq) => AssertClosed(Applied(3).Receive(Quote(seq)), StatusCode.OutOfRange, expected: 4);

    [Fact]
    public void Receive_GoingBackToAForgottenOne_IsOutOfRange() => AssertClosed(Applied(100).Receive(Quote(50)), StatusCode.OutOfRange, expected: 101);

    [Fact]
    public void Write_ThenRead_KnowsTheSameEvents()
    {
        Inbox inbox = Applied(40);
        var refused = new Status { Code = 9, Message = "no" };
        inbox.Refuse(refused);
        using var bytes = new MemoryStream();
        inbox.Write(new BinaryWriter(bytes));

        var read = new Inbox(Small);
        var reader = new SpanReader(bytes.ToArray());
        read.Read(ref reader);

        Assert.Equal(40, read.LastSeq);
        Assert.Equal(refused, read.Receive(Quote(40)).Error);
        Assert.Equal(ReceptionKind.Known, read.Receive(Quote(25)).Kind);
        AssertClosed(read.Receive(Quote(39, bid: 1)), StatusCode.AlreadyExists, expected: 41);
        Assert.Equal([41], read.Deliver(Quote(41)));
        Assert.Equal([new(40, refused)], read.Refusals);
    }

    [Fact]
    public void Refusals_OfForgottenEvents_AreForgotten()
    {
        Inbox inbox = Applied(1);
        inbox.Refuse(new Status { Code = 3 });
        for (long seq = 2; seq <= 16; seq++) inbox.Deliver(Quote(seq));
        Assert.Single(inbox.Refusals);
        inbox.Deliver(Quote(17));
        Assert.Empty(inbox.Refusals);
    }

    // whatever the network repeats and shuffles inside the window: every event comes out once and in order
    [Fact]
    public void Receive_ShuffledAndRepeated_ComesOutOnceInOrder()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var inbox = new Inbox(new() { HeldEventsMax = 8, KnownEventsMax = 64 });
            var out_ = new List<long>();
            var asked = new HashSet<long>();
            long next = 1;
            var late = new List<long>();
            while (out_.Count < 200)
            {
                bool sendLate = late.Count > 0 && (next - late.Min() > 5 || random.Next(3) == 0);
                long seq = sendLate ? late[random.Next(late.Count)] : next;
                if (sendLate && next - late.Min() > 5) seq = late.Min();
                if (!sendLate && random.Next(4) == 0) late.Add(next++);
                else
                {
                    if (seq == next) next++;
                    late.Remove(seq);
                    for (int repeat = random.Next(3); repeat >= 0; repeat--)
                    {
                        Reception reception = inbox.Receive(Quote(seq));
                        Assert.True(reception.Kind != ReceptionKind.Close, $"seed {seed}: {reception.Error}");
                        if (reception.Kind == ReceptionKind.Missing)
                        {
                            for (long missing = reception.FirstMissing; missing <= reception.LastMissing; missing++)
                                Assert.True(asked.Add(missing), $"seed {seed}: {missing} asked for twice");
                        }

                        while (inbox.TryTake(out InboundEvent taken)) out_.Add(taken.Seq);
                    }
                }
            }

            Assert.True(out_.SequenceEqual(Enumerable.Range(1, out_.Count).Select(i => (long)i)), $"seed {seed}: {string.Join(' ', out_)}");
        }
    }

    private static Inbox Applied(long count)
    {
        var inbox = new Inbox(Small);
        for (long seq = 1; seq <= count; seq++) inbox.Deliver(Quote(seq));
        return inbox;
    }

    private static Reception Missing(long first, long last) => new(ReceptionKind.Missing, first, last, null);

    private static void AssertClosed(Reception reception, StatusCode code, long expected)
    {
        Assert.Equal(ReceptionKind.Close, reception.Kind);
        Assert.Equal((int)code, reception.Error!.Code);
        ErrorInfo info = reception.Error.Details.Single().Unpack<ErrorInfo>();
        Assert.Equal(expected.ToString(System.Globalization.CultureInfo.InvariantCulture), info.Metadata["expected_seq"]);
    }
}
