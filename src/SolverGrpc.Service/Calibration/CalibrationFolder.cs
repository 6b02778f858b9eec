using SolverGrpc.Rpc;

namespace SolverGrpc.Service.Calibration;

/// <summary>The folder whose files clients may have calibrated; nothing outside of it can be reached, not over links either.</summary>
/// <param name="path">The folder; empty: there is none.</param>
internal sealed class CalibrationFolder(string path)
{
    private readonly string _root = path.Length == 0 ? "" : Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;

    /// <summary>Path of a file in the folder.</summary>
    /// <exception cref="RpcException">There is no such file, or no folder. Whether something is outside is not told.</exception>
    public string Find(string file)
    {
        if (_root.Length == 0) throw new RpcException(StatusCode.FailedPrecondition, "the server has no calibration folder");
        string full = file.Contains('\0', StringComparison.Ordinal) ? "" : Path.GetFullPath(Path.Combine(_root, file));
        if (!full.StartsWith(_root, StringComparison.Ordinal) || !File.Exists(full) || LeadsOut(full)) throw new RpcException(StatusCode.NotFound, $"there is no file '{file}' in the calibration folder");
        return full;
    }

    // a link on the way, or at its end
    private bool LeadsOut(string full)
    {
        for (FileSystemInfo? at = new FileInfo(full); at is not null && at.FullName.Length >= _root.Length; at = at is FileInfo file ? file.Directory : ((DirectoryInfo)at).Parent)
        {
            if (at.LinkTarget is not null) return true;
        }

        return false;
    }
}
