using Google.Protobuf.WellKnownTypes;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Examples;

/// <summary>Problems to try the solver on: an order to buy a fiftieth of the day's volume, each kind with something of its own.</summary>
internal static class ExampleProblem
{
    private const double PartOfDailyVolume = 0.02;
    private const double TradingSeconds = 390 * 60;
    private static readonly DateTime Open = new(2026, 1, 5, 14, 30, 0, DateTimeKind.Utc);

    /// <summary>The kinds by name, and what each shows.</summary>
    public static IReadOnlyDictionary<string, string> Kinds { get; } = new Dictionary<string, string>
    {
        ["u-shape"] = "power-law impact with an exponent of its own for every period, volume in a U over the day",
        ["capped"] = "the same with at most 2.5 % of each period's volume and at least a little in every period",
        ["concave"] = "a fifth of the periods with concave costs (total cost ~ x^0.67): not convex, solved to the proven optimum",
        ["lots"] = "whole lots of 100 shares with an odd lot at the end",
        ["risk"] = "the variance of the cost weighed against the impact",
    };

    /// <summary>Makes a problem.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="periods">N ≥ 1.</param>
    /// <param name="quantity">S > 0, in shares.</param>
    /// <param name="seed">The same seed gives the same problem.</param>
    public static Problem Create(string kind, int periods, double quantity, int seed)
    {
        var day = new TradingDay(periods, quantity / PartOfDailyVolume, seed);
        var problem = new Problem
        {
            Side = Side.Buy,
            Quantity = quantity,
            Grid = new PeriodGrid
            {
                PeriodCount = periods,
                Start = Timestamp.FromDateTime(Open),
                DurationSeconds = { TradingSeconds / periods },
                TimeZone = "America/New_York",
            },
            Cost = new CostModel
            {
                Basis = ImpactBasis.PerShare,
                HalfSpread = { TradingDay.HalfSpread },
                PowerLaw = new PowerLawModel { Alpha = { day.Alpha }, Beta = { day.Beta } },
            },
            Bounds = new Bounds { Volume = { day.Volume } },
            Instrument = new Instrument { Symbol = "EXAMPLE", Currency = "USD", TickSize = 0.01, ArrivalPrice = TradingDay.Price },
        };
        switch (kind)
        {
            case "capped":
                problem.Bounds.ParticipationRate.Add(0.025);
                problem.Bounds.MinQuantity.Add(quantity / periods / 2);
                break;
            case "concave":
                MakeConcave(problem, day);
                break;
            case "lots":
                problem.QuantityUnits = (long)quantity + 37;
                problem.WholeLots = new WholeLots { LotUnits = 100, OddLot = OddLot.BestPeriod };
                break;
            case "risk":
                problem.Dynamics = new PriceDynamics { Volatility = { TradingDay.Price * TradingDay.DailyVolatility / Math.Sqrt(periods) } };
                problem.Risk = new Risk { RiskAversion = 1e-6 };
                break;
        }

        return problem;
    }

    // x^0.67 in every fifth period (a block facility, say), scaled to cost at twice the even slice what the power law costs there
    private static void MakeConcave(Problem problem, TradingDay day)
    {
        const int Every = 5;
        const double Exponent = 0.67;
        double slice = 2 * problem.Quantity / day.Volume.Length;
        var composite = new CompositeModel();
        foreach ((double alpha, int i) in day.Alpha.Select((alpha, i) => (alpha, i)))
        {
            bool concave = i % Every == Every - 1;
            double exponent = concave ? Exponent : 1 + day.Beta[i];
            composite.C.Add(concave ? alpha * Math.Pow(slice, 1 + day.Beta[i] - Exponent) : alpha);
            composite.D.Add(exponent);
        }

        problem.Cost.Basis = ImpactBasis.TotalCost;
        problem.Cost.Composite = composite;
        problem.Bounds.ParticipationRate.Add(0.05);
    }
}
