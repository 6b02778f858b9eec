using SolverGrpc.Contracts.V1;

namespace SolverGrpc.LoadGen;

/// <summary>
/// The order that is solved over and over: a U-shaped day, power-law impact with an exponent of its own for every period, as many numbers
/// there and back as a desk would send.
/// </summary>
internal sealed class SolveProblem
{
    private const double SumTolerance = 1e-12, MarginalTolerance = 1e-9;

    private readonly Problem _problem;
    private SolveResponse? _expected;

    /// <summary>Makes it.</summary>
    /// <param name="periods">N ≥ 1; the same N gives the same order.</param>
    public SolveProblem(int periods)
    {
        var random = new Random(periods);
        var model = new PowerLawModel();
        for (int i = 0; i < periods; i++)
        {
            double day = (i + 0.5) / periods;
            model.Alpha.Add(0.01 * (1 + (4 * day * (1 - day))) * (0.9 + (0.2 * random.NextDouble())));
            model.Beta.Add(0.4 + (0.3 * random.NextDouble()));
        }

        _problem = new Problem
        {
            Side = Side.Buy,
            Quantity = 1000.0 * periods,
            Grid = new PeriodGrid { PeriodCount = periods },
            Cost = new CostModel { Basis = ImpactBasis.PerShare, PowerLaw = model },
        };
    }

    /// <summary>The request.</summary>
    public SolveRequest Request(string id) => new() { RequestId = id, Problem = _problem };

    /// <summary>Throws unless an answer is the optimum; the first one is looked at, the others must be equal to it in every number.</summary>
    public void Verify(SolveResponse response)
    {
        if (_expected is null)
        {
            VerifyOptimum(response);
            _expected = response;
        }
        else if (response.Lambda != _expected.Lambda || !response.Schedule.Equals(_expected.Schedule) || !response.Outcome.Equals(_expected.Outcome))
        {
            throw new InvalidDataException("The service answered the same request differently.");
        }
    }

    // the sum is S, and a share more costs the same in every period: f(x) = α x^(1+β), f' = α (1+β) x^β = λ
    private void VerifyOptimum(SolveResponse response)
    {
        PowerLawModel model = _problem.Cost.PowerLaw;
        var x = response.Schedule.Quantity;
        if (response.Outcome.Termination != Termination.Optimal) throw new InvalidDataException($"The answer is {response.Outcome}.");
        if (x.Count != model.Alpha.Count) throw new InvalidDataException($"The schedule has {x.Count} periods.");
        if (Math.Abs((x.Sum() / _problem.Quantity) - 1) > SumTolerance) throw new InvalidDataException("The schedule's sum is not the quantity.");
        for (int i = 0; i < x.Count; i++)
        {
            double marginal = model.Alpha[i] * (1 + model.Beta[i]) * Math.Pow(x[i], model.Beta[i]);
            if (!(Math.Abs((marginal / response.Lambda) - 1) <= MarginalTolerance)) throw new InvalidDataException($"Period {i} is not optimal.");
        }
    }
}
