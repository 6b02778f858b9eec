using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Responses;
using SolverGrpc.Service.Handlers;

namespace SolverGrpc.Service.Tests;

/// <summary>The generated messages are the oracle.</summary>
public sealed class SolveWireWriterTests
{
    [Fact]
    public void Write_AnswersOfEveryKind_AreTheGeneratedMessage()
    {
        var job = new SolveJob(TimeProvider.System);
        var terminations = new HashSet<Termination>();
        for (int seed = 0; seed < 80; seed++)
        {
            var random = new Random(seed);
            SolveRequest request = RandomProblem.Request(random);
            ResponseFields fields = random.Next(2) == 0 ? ResponseFields.All : (ResponseFields)random.Next((int)ResponseFields.All + 1);
            job.Reset();
            SolveMessageReader.Read(request, job.Input);
            Assert.True(job.TryPrepare(), $"seed {seed}: {string.Join("; ", job.Violations.Kept)}");
            job.Run();
            SolveWireWriter.Write(job.Input.RequestId, job.Result, fields, job.Response);
            SolveResponse expected = GeneratedAnswer.Of(request.RequestId, job.Problem, job.Result, fields);
            Assert.True(expected.Equals(SolveResponse.Parser.ParseFrom(job.Response.Written)), $"seed {seed}");
            Assert.Equal(expected.CalculateSize(), job.Response.Length);
            terminations.Add(expected.Outcome.Termination);
        }

        Assert.Superset(new HashSet<Termination> { Termination.Optimal, Termination.Infeasible, Termination.Unsupported }, terminations);
    }

    [Fact]
    public void Numbers_OfCoreAndContract_AreTheSame()
    {
        Assert.All(Enum.GetValues<Core.Solving.Termination>().Skip(1), value => Assert.Equal(value.ToString(), ((Termination)(int)value).ToString()));
        Assert.All(Enum.GetValues<Core.Solving.LimitKind>().Skip(1), value => Assert.Equal(value.ToString(), ((LimitKind)(int)value).ToString()));
        Assert.All(Enum.GetValues<Core.Certificates.ProofKind>().Skip(1), value => Assert.Equal(value.ToString(), ((ProofKind)(int)value).ToString()));
        Assert.All(
            Enum.GetValues<Core.Solving.Method>(), value => Assert.Equal(value.ToString(), ((Method)Mapping.Validation.MethodMap.Number(value)).ToString()));
    }
}
