using BenchmarkDotNet.Attributes;
using SolverGrpc.Market.Generation;
using SolverGrpc.Market.Readers;

namespace SolverGrpc.Bench;

/// <summary>Rows of MBP-10 CSV per second: read and checked, and beside it what splitting the lines alone costs.</summary>
[MemoryDiagnoser]
public class ReaderBenchmarks
{
    private byte[] _file = [];
    private int _rows;

    /// <summary>Rows of the file.</summary>
    internal int Rows => _rows;

    /// <summary>Its size.</summary>
    internal int Bytes => _file.Length;

    /// <summary>Writes a session into memory.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var file = new MemoryStream();
        var writer = new Mbp10CsvWriter(file, "BENCH");
        var session = new SimulatedSession(new SessionOptions { BooksPerPeriod = 200 });
        var item = new MarketEvent();
        for (_rows = 0; session.Read(item); _rows++) writer.Write(item);
        _file = file.ToArray();
        if (Read() != _rows) throw new InvalidOperationException("The reader does not find every row.");
    }

    /// <summary>The reader.</summary>
    [Benchmark]
    public int Read()
    {
        using MarketReader reader = MarketFile.Open(new MemoryStream(_file));
        var item = new MarketEvent();
        int events = 0;
        while (reader.Read(item)) events++;
        return events;
    }

    /// <summary>A plain loop that splits lines at their commas and reads nothing.</summary>
    [Benchmark(Baseline = true)]
    public int SplitLines()
    {
        using var reader = new StreamReader(new MemoryStream(_file));
        int fields = 0;
        while (reader.ReadLine() is { } line) fields += line.Split(',').Length;
        return fields;
    }
}
