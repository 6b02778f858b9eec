using System.Runtime.InteropServices;

/// <summary>
/// Runs in a server's process before its Main, if DOTNET_STARTUP_HOOKS names this assembly: waits until a file appears and then has the
/// system refuse every fsync of the process with EIO, as a disk that fails. A filter of system calls (seccomp) does it, so that the
/// server is the real one and so is the error.
/// </summary>
internal static partial class StartupHook
{
    /// <summary>The variable that names the file; the file of the same name and ".done" says that it is so.</summary>
    public const string Trigger = "SOLVER_TEST_FAILING_DISK";

    private const int SetNoNewPrivileges = 38, FilterMode = 1, AllThreads = 1, Eio = 5;

    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Trigger) is { } file) new Thread(() => Wait(file)) { IsBackground = true }.Start();
    }

    private static void Wait(string file)
    {
        while (!File.Exists(file)) Thread.Yield();
        Refuse();
        File.WriteAllText(file + ".done", "");
    }

    private static unsafe void Refuse()
    {
        bool arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        (uint fsync, uint fdatasync, int seccomp) = arm ? (82u, 83u, 277) : (74u, 75u, 317);

        // load the call's number; fsync or fdatasync: an error; else: as always
        Span<Instruction> program =
        [
            new(0x20, 0, 0, 0),
            new(0x15, 1, 0, fsync),
            new(0x15, 0, 1, fdatasync),
            new(0x06, 0, 0, 0x0005_0000 | Eio),
            new(0x06, 0, 0, 0x7fff_0000),
        ];
        if (Prctl(SetNoNewPrivileges, 1, 0, 0, 0) != 0) throw new InvalidOperationException("prctl");
        fixed (Instruction* first = program)
        {
            var filter = new Filter { Count = (ushort)program.Length, First = first };
            if (SystemCall(seccomp, FilterMode, AllThreads, &filter) != 0) throw new InvalidOperationException("seccomp");
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static unsafe partial nint SystemCall(nint number, nint operation, nint flags, Filter* filter);

    private readonly record struct Instruction(ushort Code, byte True, byte False, uint Value);

    private unsafe struct Filter
    {
        public ushort Count;
        public Instruction* First;
    }
}
