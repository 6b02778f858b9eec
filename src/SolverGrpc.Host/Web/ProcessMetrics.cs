using System.Globalization;
using System.Text;

namespace SolverGrpc.Host.Web;

/// <summary>The process in numbers, in the text format of Prometheus: memory, collections and their pauses, processor time, sessions.</summary>
internal static class ProcessMetrics
{
    /// <summary>Content type of <see cref="Text"/>.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The numbers as they are now.</summary>
    /// <param name="sessions">Sessions that are kept, with and without a stream.</param>
    /// <param name="uptime">Since the start.</param>
    public static string Text(int sessions, TimeSpan uptime)
    {
        var text = new StringBuilder();
        Add(text, "process_resident_memory_bytes", "gauge", "Memory of the process that is in RAM.", Environment.WorkingSet);
        Add(text, "process_cpu_seconds_total", "counter", "Processor time, user and system.", Environment.CpuUsage.TotalTime.TotalSeconds);
        Add(text, "solver_uptime_seconds", "gauge", "Time since the start.", uptime.TotalSeconds);
        Add(text, "solver_sessions", "gauge", "Sessions that are kept, with and without a stream.", sessions);
        Add(text, "dotnet_gc_heap_bytes", "gauge", "Live objects, and dead ones that are not collected yet.", GC.GetTotalMemory(forceFullCollection: false));
        Add(text, "dotnet_gc_allocated_bytes_total", "counter", "Bytes allocated since the start.", GC.GetTotalAllocatedBytes());
        Add(text, "dotnet_gc_pause_seconds_total", "counter", "Time that collections have stopped all threads.", GC.GetTotalPauseDuration().TotalSeconds);
        Head(text, "dotnet_gc_collections_total", "counter", "Collections, by the oldest generation collected.");
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            // the runtime counts a collection in the younger generations too
            int older = generation == GC.MaxGeneration ? 0 : GC.CollectionCount(generation + 1);
            text.Append(CultureInfo.InvariantCulture, $"dotnet_gc_collections_total{{generation=\"{generation}\"}} {GC.CollectionCount(generation) - older}\n");
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, string name, string type, string help, double value)
    {
        Head(text, name, type, help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value:R}\n");
    }

    private static void Head(StringBuilder text, string name, string type, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
}
