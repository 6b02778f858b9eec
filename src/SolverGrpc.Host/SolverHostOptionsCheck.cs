using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Host;

/// <summary>Looks options over before anything starts: every fault at once, each named by its option.</summary>
public static class SolverHostOptionsCheck
{
    private const int InstanceIdBytesMax = 64;

    /// <summary>What is wrong, in the order of the options; empty if they can be used. Whether ports are free is told by <see cref="PortFaults"/>, and by the start.</summary>
    public static IReadOnlyList<string> Faults(SolverHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [];
        bool tls = Endpoints(options, faults);
        if (tls && options.CertificatePath.Length == 0) faults.Add("CertificatePath: is required for https");
        if (options.CertificatePath.Length > 0) Certificate(options, faults);
        if (options.ClientRootsPath.Length > 0) ClientRoots(options.ClientRootsPath, faults);
        Range(nameof(options.MessageBytesMax), options.MessageBytesMax, 1 << 10, 1 << 30, faults);
        Range(nameof(options.ConnectionsMax), options.ConnectionsMax, 1, 100_000, faults);
        Range(nameof(options.StreamsPerConnectionMax), options.StreamsPerConnectionMax, 1, 100_000, faults);
        Range(nameof(options.StreamWindowBytes), options.StreamWindowBytes, 64 << 10, 256 << 20, faults);
        if (options.ConnectionAgeSeconds != 0) Range(nameof(options.ConnectionAgeSeconds), options.ConnectionAgeSeconds, 10, 2_592_000, faults);
        Range(nameof(options.ConnectionAgeGraceSeconds), options.ConnectionAgeGraceSeconds, 0, 86_400, faults);
        Range(nameof(options.SmallWorkers), options.SmallWorkers, 0, 1_024, faults);
        Range(nameof(options.LargeWorkers), options.LargeWorkers, 0, 1_024, faults);
        Range(nameof(options.SmallQueueMax), options.SmallQueueMax, 1, 1_000_000, faults);
        Range(nameof(options.LargeQueueMax), options.LargeQueueMax, 1, 1_000_000, faults);
        Range(nameof(options.SolveManyInFlightMax), options.SolveManyInFlightMax, 1, 100_000, faults);
        if (options.JournalPath.Length > 0) WritableFolder(nameof(options.JournalPath), Path.GetFullPath(options.JournalPath), faults);
        if (System.Text.Encoding.UTF8.GetByteCount(options.InstanceId) > InstanceIdBytesMax) faults.Add($"InstanceId: has more than {InstanceIdBytesMax} bytes");
        Range(nameof(options.SessionsMax), options.SessionsMax, 1, 1_000_000, faults);
        Range(nameof(options.SessionEventsAheadMax), options.SessionEventsAheadMax, 1, 100_000, faults);
        Range(nameof(options.SessionEventsHeldMax), options.SessionEventsHeldMax, 1, 100_000, faults);
        Range(nameof(options.SessionHistoryBytesMax), options.SessionHistoryBytesMax, 0, 1 << 30, faults);
        Range(nameof(options.FinishedSessionSeconds), options.FinishedSessionSeconds, 0, 1_000_000, faults);
        Range(nameof(options.PingAfterSeconds), options.PingAfterSeconds, 1, 86_400, faults);
        Range(nameof(options.PingTimeoutSeconds), options.PingTimeoutSeconds, 1, 86_400, faults);
        if (options.CalibrationFolder.Length > 0 && !Directory.Exists(options.CalibrationFolder)) faults.Add($"CalibrationFolder: there is no folder '{options.CalibrationFolder}'");
        Range(nameof(options.StopGraceSeconds), options.StopGraceSeconds, 0, 3_600, faults);
        Range(nameof(options.WarmUpSolves), options.WarmUpSolves, 0, 1_000_000, faults);
        if (!Enum.TryParse<LogLevel>(options.LogLevel, ignoreCase: true, out _)) faults.Add($"LogLevel: '{options.LogLevel}' is no log level");
        Kernel(faults);
        return faults;
    }

    /// <summary>The ports that cannot be bound now: in use, or not allowed to this user.</summary>
    public static IReadOnlyList<string> PortFaults(SolverHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [];
        foreach ((string name, string text) in options.Listen.Select((text, i) => ($"Listen[{i}]", text)).Append((nameof(options.StatusListen), options.StatusListen)))
        {
            if (!ListenAddress.TryParse(text, out ListenAddress address) || address.Address is not { } endpoint) continue;
            try
            {
                using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(endpoint);
                socket.Listen();
            }
            catch (SocketException e)
            {
                faults.Add($"{name}: '{text}' cannot be bound: {e.Message}");
            }
        }

        return faults;
    }

    // true if some endpoint needs a certificate
    private static bool Endpoints(SolverHostOptions options, List<string> faults)
    {
        bool tls = false;
        if (options.Listen.Count == 0) faults.Add("Listen: at least one address is required");
        for (int i = 0; i < options.Listen.Count; i++)
        {
            string name = $"Listen[{i}]";
            if (!ListenAddress.TryParse(options.Listen[i], out ListenAddress address))
            {
                faults.Add($"{name}: '{options.Listen[i]}' is not http://address:port, https://address:port or unix:/path");
                continue;
            }

            tls |= address.Scheme == "https";
            if (address.IsPlaintextBeyondLoopback && !options.AllowPlaintext)
                faults.Add($"{name}: '{options.Listen[i]}' serves without TLS beyond loopback; use https, or set AllowPlaintext");
            if (address.Scheme == "unix") WritableFolder(name, Path.GetDirectoryName(address.Path)!, faults);
        }

        if (options.StatusListen.Length == 0) return tls;
        if (!ListenAddress.TryParse(options.StatusListen, out ListenAddress status) || status.Scheme != "http")
            faults.Add($"StatusListen: '{options.StatusListen}' is not http://address:port");
        else if (status.IsPlaintextBeyondLoopback && !options.AllowPlaintext)
            faults.Add($"StatusListen: '{options.StatusListen}' serves without TLS beyond loopback; set AllowPlaintext to allow it");
        return tls;
    }

    // a folder that is not there yet is made in the nearest one that is
    private static void WritableFolder(string name, string folder, List<string> faults)
    {
        while (name == nameof(SolverHostOptions.JournalPath) && !Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above) folder = above;
        try
        {
            // a folder's permissions do not tell everything (read-only mounts, quotas): only writing does
            using FileStream probe = new(Path.Combine(folder, $".solver-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{name}: the folder '{folder}' is not writable: {e.Message}");
        }
    }

    private static void Certificate(SolverHostOptions options, List<string> faults)
    {
        try
        {
            using X509Certificate2 certificate = CertificateFiles.Load(options.CertificatePath, options.CertificateKeyPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            faults.Add($"CertificatePath: '{options.CertificatePath}' cannot be read: {e.Message}");
        }
    }

    private static void ClientRoots(string path, List<string> faults)
    {
        try
        {
            if (CertificateFiles.LoadAll(path).Count == 0) faults.Add($"ClientRootsPath: '{path}' holds no certificate");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            faults.Add($"ClientRootsPath: '{path}' cannot be read: {e.Message}");
        }
    }

    private static void Kernel(List<string> faults)
    {
        try
        {
            _ = KernelSelection.Current;
        }
        catch (InvalidOperationException e)
        {
            faults.Add(e.Message);
        }
    }

    private static void Range(string name, double value, double least, double most, List<string> faults)
    {
        if (!(value >= least && value <= most)) faults.Add(FormattableString.Invariant($"{name}: {value} is not between {least} and {most}"));
    }
}
