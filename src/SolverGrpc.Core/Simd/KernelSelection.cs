namespace SolverGrpc.Core.Simd;

/// <summary>
/// Chooses the kernel: the widest the CPU has, unless the environment variable <see cref="Variable"/> or
/// <see cref="Force"/> names another. This is the only place that looks at the CPU.
/// </summary>
public static class KernelSelection
{
    /// <summary>Name of the environment variable: avx512, avx2, vector128 or scalar.</summary>
    public const string Variable = "SOLVER_KERNEL";

    private static readonly (SimdKernel Kernel, string Error) Default = FromEnvironment(Environment.GetEnvironmentVariable(Variable));

    // a kernel and one, so that 0 is none: cheaper to read than a nullable
    [ThreadStatic]
    private static int _forced;

    /// <summary>The kernel solves on this thread run with.</summary>
    /// <exception cref="InvalidOperationException">The environment names a kernel that does not exist or that this CPU does not have.</exception>
    public static SimdKernel Current
    {
        get
        {
            int forced = _forced;
            if (forced != 0) return (SimdKernel)(forced - 1);
            return Default.Error.Length == 0 ? Default.Kernel : throw new InvalidOperationException($"{Variable}: {Default.Error}");
        }
    }

    /// <summary>Every kernel this CPU has, narrowest first.</summary>
    public static IEnumerable<SimdKernel> Supported => Enum.GetValues<SimdKernel>().Where(IsSupported);

    /// <summary>The CPU has it.</summary>
    public static bool IsSupported(SimdKernel kernel) => kernel switch
    {
        SimdKernel.Avx512 => Lane512.IsSupported,
        SimdKernel.Avx2 => Lane256.IsSupported,
        SimdKernel.Vector128 => Lane128.IsSupported,
        _ => kernel == SimdKernel.Scalar,
    };

    /// <summary>Name of a kernel, as <see cref="Variable"/> takes it.</summary>
    public static string NameOf(SimdKernel kernel) => kernel switch
    {
        SimdKernel.Avx512 => "avx512",
        SimdKernel.Avx2 => "avx2",
        SimdKernel.Vector128 => "vector128",
        _ => "scalar",
    };

    /// <summary>The kernel called <paramref name="name"/>, if it exists and this CPU has it; else why not.</summary>
    public static bool TryParse(string name, out SimdKernel kernel, out string error)
    {
        foreach (SimdKernel candidate in Enum.GetValues<SimdKernel>())
        {
            if (!string.Equals(NameOf(candidate), name, StringComparison.OrdinalIgnoreCase)) continue;
            kernel = candidate;
            error = IsSupported(candidate) ? "" : $"this CPU does not have the kernel '{name}'; it has {SupportedNames()}";
            return error.Length == 0;
        }

        kernel = default;
        error = $"there is no kernel '{name}'; this CPU has {SupportedNames()}";
        return false;
    }

    /// <summary>Makes solves on this thread run with <paramref name="kernel"/> until the result is disposed of.</summary>
    /// <exception cref="ArgumentException">This CPU does not have it.</exception>
    public static Forced Force(SimdKernel kernel)
    {
        if (!IsSupported(kernel)) throw new ArgumentException($"this CPU does not have the kernel '{NameOf(kernel)}'", nameof(kernel));
        var before = new Forced(_forced);
        _forced = (int)kernel + 1;
        return before;
    }

    /// <summary>Runs <paramref name="call"/> with the lane of <see cref="Current"/>.</summary>
    internal static TResult Run<TCall, TResult>(TCall call)
        where TCall : ILaneCall<TResult>, allows ref struct => Current switch
        {
            SimdKernel.Avx512 => call.With<Lane512>(),
            SimdKernel.Avx2 => call.With<Lane256>(),
            SimdKernel.Vector128 => call.With<Lane128>(),
            _ => call.With<Lane64>(),
        };

    private static (SimdKernel Kernel, string Error) FromEnvironment(string? requested)
    {
        if (string.IsNullOrEmpty(requested)) return (Widest(), "");
        return TryParse(requested, out SimdKernel kernel, out string error) ? (kernel, "") : (default, error);
    }

    private static SimdKernel Widest() => Enum.GetValues<SimdKernel>().Last(IsSupported);

    private static string SupportedNames() => string.Join(", ", Supported.Select(NameOf));

    /// <summary>Ends a <see cref="Force"/>.</summary>
    public readonly struct Forced : IDisposable
    {
        private readonly int _before;

        internal Forced(int before) => _before = before;

        /// <summary>Restores what was selected before.</summary>
        public void Dispose() => _forced = _before;
    }
}

/// <summary>Work that is compiled for every lane.</summary>
internal interface ILaneCall<TResult>
{
    /// <summary>Does it with this lane.</summary>
    TResult With<TLane>()
        where TLane : struct, ILane<TLane>;
}
