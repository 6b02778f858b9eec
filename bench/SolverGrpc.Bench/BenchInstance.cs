using System.Runtime.InteropServices;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Bench;

/// <summary>A problem that both sides of a comparison solve. bench/README.md says how it is drawn and written.</summary>
internal sealed class BenchInstance
{
    private const double MeanShares = 2564;

    // currency^-1, and currency^2 per share^2 over all periods
    private const double Aversion = 1e-7, DayVariance = .9;

    private BenchInstance(string name, BenchTask task, int count)
    {
        (Name, Task) = (name, task);
        Problem.Reset(count);
        Problem.Quantity = MeanShares * count;
    }

    /// <summary>Names its file.</summary>
    public string Name { get; }

    /// <summary>What is done with it.</summary>
    public BenchTask Task { get; }

    /// <summary>The problem.</summary>
    public AllocationProblem Problem { get; } = new();

    /// <summary>λ of the problem before its parameters moved by 1 %; NaN unless that is the task.</summary>
    public double WarmLambda { get; set; } = double.NaN;

    /// <summary>Where a single pass is evaluated: log₂ λ, or λ for quadratics.</summary>
    public double PassLevel { get; set; }

    /// <summary>A U-shaped day of <paramref name="count"/> periods; the seed is the count.</summary>
    public static BenchInstance Draw(BenchTask task, int count)
    {
        var instance = new BenchInstance($"{task}-{count}".ToLowerInvariant(), task, count);
        AllocationProblem problem = instance.Problem;
        Random random = new(count), noise = new(count + 1);
        bool quadratic = task is BenchTask.Quadratic or BenchTask.QuadraticPass or BenchTask.RiskQuadratic;
        bool risk = task is BenchTask.RiskQuadratic or BenchTask.RiskPower;
        problem.HasVariance = risk;
        problem.PriceVariance.Fill(risk ? DayVariance / count : 0);
        if (risk) problem.Risk = new(RiskKind.Aversion, Aversion, 0);
        for (int i = 0; i < count; i++)
        {
            double z = (2 * (i + .5) / count) - 1, depth = .01 * Math.Pow(2, (2 * random.NextDouble()) - 1) / (.4 + (1.2 * z * z));
            double exponent = 1.25 + (.5 * random.NextDouble()), spread = .05 * random.NextDouble();
            problem.D[i] = quadratic ? 2 : task == BenchTask.Equal ? 1.6 : exponent;
            problem.C[i] = quadratic ? 0 : depth * Math.Pow(1000, 1 - problem.D[i]) / problem.D[i];
            problem.B[i] = quadratic ? depth / 2000 : 0;
            problem.A[i] = quadratic && !risk ? spread : 0;
            if (task is BenchTask.Capped or BenchTask.CappedPass) problem.Upper[i] = 3 * MeanShares;
            if (task == BenchTask.Warm) problem.C[i] *= 1 + (.02 * (noise.NextDouble() - .5));
        }

        if (ClassOf(task) is { } name) ProblemClass.Named(name).Shape(problem, new Random(count + 2));
        return instance;
    }

    /// <summary>
    /// N, S, warm λ, pass level, κ, lot, number of levels, then the columns a, b, c, d, u, v, then prices, sizes and the N + 1 starts of levels, if there
    /// are any, all as little-endian doubles.
    /// </summary>
    public string Write(string folder)
    {
        string path = Path.Combine(folder, Name + ".bin");
        using FileStream file = File.Create(path);
        file.Write(MemoryMarshal.AsBytes([Problem.PeriodCount, Problem.Quantity, WarmLambda, PassLevel, Problem.Risk.Value, Problem.Lots.LotSize, Problem.LevelCount]));
        foreach (Span<double> column in new Columns(Problem)) file.Write(MemoryMarshal.AsBytes(column));
        if (Problem.LevelCount == 0) return path;
        file.Write(MemoryMarshal.AsBytes(Problem.LevelPrice));
        file.Write(MemoryMarshal.AsBytes(Problem.LevelSize));
        foreach (int start in Problem.LevelStart) file.Write(MemoryMarshal.AsBytes([(double)start]));
        return path;
    }

    /// <summary>Throws unless <paramref name="x"/> with <paramref name="lambda"/> is optimal: sum, bounds and stationarity of the original costs.</summary>
    public void Verify(ReadOnlySpan<double> x, double lambda)
    {
        if (Math.Abs((CompensatedSum.Of(x) / Problem.Quantity) - 1) > 1e-12) throw new InvalidOperationException($"{Name}: the sum is wrong");
        double left = Problem.Quantity, waiting = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double marginal = Curve.Marginal(Problem.A[i], Problem.B[i], Problem.C[i], Problem.D[i], x[i]) + waiting;
            left -= x[i];
            waiting += 2 * Problem.Risk.Value * Problem.PriceVariance[i] * left;
            double off = marginal - lambda, tolerance = 1e-11 * Math.Max(Math.Abs(lambda), Math.Abs(marginal));
            bool wrong = !(x[i] >= Problem.Lower[i] && x[i] <= Problem.Upper[i])
                || (off > tolerance && x[i] > Problem.Lower[i]) || (off < -tolerance && x[i] < Problem.Upper[i]);
            if (wrong) throw new InvalidOperationException($"{Name}: period {i} is not optimal");
        }
    }

    // tasks that are a class of problems
    private static string? ClassOf(BenchTask task) => task switch
    {
        BenchTask.Spread => "a+power",
        BenchTask.Composite => "composite",
        BenchTask.Book => "book",
        BenchTask.Lots => "lots",
        _ => null,
    };

    private ref struct Columns(AllocationProblem problem)
    {
        private int _next;

        public readonly Span<double> Current => _next switch
        {
            1 => problem.A,
            2 => problem.B,
            3 => problem.C,
            4 => problem.D,
            5 => problem.Upper,
            _ => problem.PriceVariance,
        };

        public bool MoveNext() => ++_next <= 6;

        public readonly Columns GetEnumerator() => this;
    }
}

/// <summary>What is measured; the floor knows the same names.</summary>
internal enum BenchTask
{
    /// <summary>Own exponents, cold.</summary>
    Power,

    /// <summary>Own exponents, λ of parameters 1 % off.</summary>
    Warm,

    /// <summary>Own exponents, caps at three times the mean.</summary>
    Capped,

    /// <summary>Equal exponents.</summary>
    Equal,

    /// <summary>Quadratics, about half of the periods at zero.</summary>
    Quadratic,

    /// <summary>One evaluation of x(λ), own exponents.</summary>
    PowerPass,

    /// <summary>The same with caps.</summary>
    CappedPass,

    /// <summary>The same with quadratics.</summary>
    QuadraticPass,

    /// <summary>Quadratics and risk.</summary>
    RiskQuadratic,

    /// <summary>Own exponents and risk, cold.</summary>
    RiskPower,

    /// <summary>The class a+power.</summary>
    Spread,

    /// <summary>The class composite.</summary>
    Composite,

    /// <summary>The class book.</summary>
    Book,

    /// <summary>The class lots.</summary>
    Lots,
}
