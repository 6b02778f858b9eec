using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Tests.Journal;

/// <summary>The journal on a real disk.</summary>
public sealed class JournalFolderTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_path)) Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public void Journal_InAFolder_IsReadAgain()
    {
        List<Written> written;
        using (JournalFolder folder = JournalFolder.OpenForWriting(_path)) written = Appending.Fill(folder);
        using JournalFolder again = JournalFolder.OpenForWriting(_path);
        (SegmentJournal journal, List<Written> recovered) = Written.Open(again, Appending.Small);
        journal.Dispose();
        Assert.Equal(written, recovered);
    }

    [Fact]
    public void Journal_WithATornEnd_IsCut()
    {
        List<Written> written;
        using (JournalFolder folder = JournalFolder.OpenForWriting(_path)) written = Appending.Fill(folder);
        string last = Directory.GetFiles(_path, "*.journal").Max(StringComparer.Ordinal)!;
        using (FileStream file = File.OpenWrite(last)) file.SetLength(file.Length - RecordFormat.HeaderBytes - 1);

        using JournalFolder again = JournalFolder.OpenForWriting(_path);
        (SegmentJournal journal, List<Written> recovered) = Written.Open(again, Appending.Small);
        journal.Dispose();
        Assert.Equal(written.SkipLast(1), recovered);
        Assert.Null(JournalCheck.Run(again).Tear);
    }

    [Fact]
    public void Folder_ThatAnotherHasOpen_IsRefused()
    {
        using JournalFolder first = JournalFolder.OpenForWriting(_path);
        JournalException refusal = Assert.Throws<JournalException>(() => JournalFolder.OpenForWriting(_path));
        Assert.Equal(JournalFaultKind.Locked, refusal.Fault.Kind);
    }

    [Fact]
    public void Folder_ThatIsWrittenTo_CanBeRead()
    {
        using JournalFolder folder = JournalFolder.OpenForWriting(_path);
        using SegmentJournal journal = Written.Open(folder, Appending.Small).Journal;
        Written written = journal.Append(RecordKind.Opened, 1);
        journal.Commit();
        using JournalFolder reader = JournalFolder.OpenForReading(_path);
        Assert.Equal(written, Assert.Single(Written.All(reader)));
    }

    [Fact]
    public void Folder_ThatIsAFile_IsAFault()
    {
        File.WriteAllText(_path, "");
        try
        {
            Assert.Equal(JournalFaultKind.Access, Assert.Throws<JournalException>(() => JournalFolder.OpenForWriting(_path)).Fault.Kind);
        }
        finally
        {
            File.Delete(_path);
        }
    }

    [Fact]
    public void Folder_ThatIsNotThere_CannotBeRead() => Assert.Throws<DirectoryNotFoundException>(() => JournalFolder.OpenForReading(_path));
}
