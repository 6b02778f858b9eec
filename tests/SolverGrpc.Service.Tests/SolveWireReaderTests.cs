using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Rpc.Wire;

namespace SolverGrpc.Service.Tests;

/// <summary>The generated parser is the oracle.</summary>
public sealed class SolveWireReaderTests
{
    private const int Cases = 1000;

    [Fact]
    public void Read_RandomMessages_SaysWhatTheGeneratedParserSays()
    {
        var input = new SolveInput();
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = WireBytes.Disguise(RandomMessage.Of<SolveRequest>(random), random);
            // two messages one after the other are one: fields are merged
            if (random.Next(4) == 0) bytes = [.. bytes, .. RandomMessage.Of<SolveRequest>(random).ToByteArray()];
            SolveWireReader.Read(WireBytes.Split(bytes, random), input);
            Assert.True(Expected(bytes) == InputText.Of(input), $"seed {seed}");
        }
    }

    [Fact]
    public void Read_DamagedBytes_RefusesWhatTheGeneratedParserRefuses()
    {
        var input = new SolveInput();
        int refused = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = RandomMessage.Of<SolveRequest>(random).ToByteArray();
            if (bytes.Length == 0) continue;
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            string? expected = null, actual = null;
            try
            {
                expected = Expected(bytes);
            }
            catch (InvalidProtocolBufferException)
            {
                refused++;
            }

            try
            {
                SolveWireReader.Read(WireBytes.Split(bytes, random), input);
                actual = InputText.Of(input);
            }
            catch (WireFormatException)
            {
            }

            // a run of packed numbers with a negative length is taken for empty by the generated parser
            Assert.True(expected == actual || actual is null, $"seed {seed}");
        }

        Assert.InRange(refused, Cases / 20, Cases);
    }

    [Fact]
    public void ReadMany_WrappedRequest_SaysTheSame()
    {
        var input = new SolveInput();
        var random = new Random(1);
        SolveRequest request = RandomMessage.Of<SolveRequest>(random);
        Assert.True(SolveWireReader.ReadMany(new(new SolveManyRequest { Solve = request }.ToByteArray()), input));
        Assert.Equal(Expected(request.ToByteArray()), InputText.Of(input));
        Assert.False(SolveWireReader.ReadMany(new(new SolveManyRequest().ToByteArray()), input));
    }

    [Fact]
    public void Read_AgainAndAgain_AllocatesNothing()
    {
        var input = new SolveInput();
        byte[] bytes = Valid.Request(390).ToByteArray();
        SolveWireReader.Read(new(bytes), input);
        Assert.Equal(0, Allocation.Of(() => SolveWireReader.Read(new(bytes), input)));
    }

    private static string Expected(byte[] bytes)
    {
        var input = new SolveInput();
        SolveMessageReader.Read(SolveRequest.Parser.ParseFrom(bytes), input);
        return InputText.Of(input);
    }
}
