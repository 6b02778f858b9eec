using System.Text.Json;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Cli.Tests.Commands;

public sealed class JournalCommandTests : IDisposable
{
    private static readonly StreamReoptimizeRequest Fill = new() { Seq = 2, Fill = new Fill { ExecId = "x1" } };

    private readonly string _folder = Directory.CreateTempSubdirectory("solver-cli-").FullName;

    public JournalCommandTests()
    {
        using JournalFolder folder = JournalFolder.OpenForWriting(_folder);
        using SegmentJournal journal = SegmentJournal.Open(folder, new JournalOptions(), _ => { });
        Append(journal, RecordKind.Opened, 1, new StreamReoptimizeRequest { Seq = 1, Open = new Open { ClientOrderId = "order 1" } }.ToByteArray());
        Append(journal, RecordKind.Event, 2, Fill.ToByteArray());
        Append(journal, RecordKind.Plan, 2, new Plan { Version = 7 }.ToByteArray());
        Append(journal, RecordKind.Snapshot, 2, [0xFF]);
        journal.Commit();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Verify_SoundJournal_CountsItsRecords()
    {
        CommandRun run = await CommandRun.OfAsync("journal", "verify", _folder);
        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("6 sound records", run.Output);
    }

    [Fact]
    public async Task Verify_FlippedBit_NamesFileAndOffset()
    {
        string file = Assert.Single(Directory.GetFiles(_folder, "*.journal"));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[80] ^= 1;
        File.WriteAllBytes(file, bytes);
        CommandRun run = await CommandRun.OfAsync("journal", "verify", _folder);
        Assert.Equal(ExitCode.Damaged, run.ExitCode);
        Assert.StartsWith($"Corrupt: {Path.GetFileName(file)} at offset 74: ", run.Error);
        Assert.Equal(bytes, File.ReadAllBytes(file));
    }

    [Fact]
    public async Task Verify_TornEnd_SaysSoAndIsNoError()
    {
        string file = Assert.Single(Directory.GetFiles(_folder, "*.journal"));
        File.AppendAllText(file, "half a record");
        CommandRun run = await CommandRun.OfAsync("journal", "verify", _folder);
        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.StartsWith($"Torn: {Path.GetFileName(file)} at offset ", run.Error);
    }

    [Fact]
    public async Task Dump_WritesALineForEachRecord()
    {
        CommandRun run = await CommandRun.OfAsync("journal", "dump", _folder);
        string[] lines = [.. run.Lines.Skip(1).Where(line => line.Length > 0)];
        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Collection(
            lines,
            line => Assert.EndsWith("  Open", line),
            line => Assert.EndsWith("  Fill", line),
            line => Assert.EndsWith("  version 7", line),
            line => Assert.Contains("SNAPSHOT", line));
    }

    [Fact]
    public async Task Export_WritesMessagesAsJson()
    {
        CommandRun run = await CommandRun.OfAsync("journal", "export", _folder);
        JsonElement[] lines = [.. run.Lines.Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["OPENED", "EVENT", "PLAN", "SNAPSHOT"], lines.Select(line => line.GetProperty("kind").GetString()));
        Assert.Equal("00000000000000000000000000000009", lines[0].GetProperty("session").GetString());
        Assert.Equal(Fill, StreamReoptimizeRequest.Parser.ParseJson(lines[1].GetProperty("message").GetRawText()));
        Assert.Equal([0xFF], lines[3].GetProperty("payload").GetBytesFromBase64());
    }

    [Fact]
    public async Task Verify_NoFolder_IsBadInput()
    {
        CommandRun run = await CommandRun.OfAsync("journal", "verify", Path.Combine(_folder, "other"));
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("other", run.Error);
    }

    private static void Append(SegmentJournal journal, RecordKind kind, long seq, byte[] payload) =>
        Assert.True(journal.TryAppend(new JournalEntry(kind, 9, 1, seq), payload, out _));
}
