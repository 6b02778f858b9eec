using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Bench;

/// <summary>
/// The <c>peers</c> command: our side of bench/peers. Answers lines on standard input with lines of JSON: <c>draw CLASS N FILE</c> writes an instance
/// for the others and tells our answer, its objective and the certified lower bound; <c>time CLASS N</c> tells what the whole solve takes.
/// </summary>
internal static class PeerServer
{
    private const double BlockSeconds = 3e-3, WarmUpSeconds = 0.3;

    /// <summary>Runs until the input ends.</summary>
    public static int Run()
    {
        ChunkedPass.ThreadLimit = 1;
        string drawn = "";
        ClassRun? run = null;
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            int count = int.Parse(words[2], CultureInfo.InvariantCulture);
            string wanted = $"{words[1]} {count}";
            if (run is null || drawn != wanted)
            {
                (drawn, run) = (wanted, new ClassRun(ProblemClass.Named(words[1]).Draw(count)));
                run.Verify(wanted);
                for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds;) run.Solve();
            }

            Console.WriteLine(words[0] == "draw" ? Draw(words[1], count, run, words[3]) : new JsonObject { ["ns"] = Time(run) }.ToJsonString());
        }

        return 0;
    }

    private static string Draw(string name, int count, ClassRun run, string path)
    {
        AllocationProblem problem = ProblemClass.Named(name).Draw(count);
        double bound = run.Answer.Certificate.LowerBound;
        using FileStream file = File.Create(path);
        using var json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteString("class", name);
        json.WriteNumber("quantity", problem.Quantity);
        json.WriteNumber("risk_aversion", problem.HasVariance ? problem.Risk.Value : 0);
        json.WriteNumber("lower_bound", bound);
        Write(json, "a", problem.A);
        Write(json, "b", problem.B);
        Write(json, "c", problem.C);
        Write(json, "d", problem.D);
        Write(json, "upper", problem.Upper);
        Write(json, "variance", problem.HasVariance ? problem.PriceVariance : []);
        Write(json, "schedule", run.Answer.Schedule);
        json.WriteEndObject();
        return new JsonObject { ["method"] = run.Answer.Method.ToString(), ["lower_bound"] = bound }.ToJsonString();
    }

    // what JSON has no number for, no cap, is null
    private static void Write(Utf8JsonWriter json, string name, ReadOnlySpan<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            if (double.IsFinite(value)) json.WriteNumberValue(value);
            else json.WriteNullValue();
        }

        json.WriteEndArray();
    }

    private static double Time(ClassRun run)
    {
        int solves = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            run.Solve();
            solves++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < BlockSeconds);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / solves;
    }
}
