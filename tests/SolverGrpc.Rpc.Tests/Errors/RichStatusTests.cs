using Google.Protobuf;
using Google.Rpc;
using SolverGrpc.Rpc.Errors;

namespace SolverGrpc.Rpc.Tests.Errors;

public sealed class RichStatusTests
{
    private static readonly ErrorInfo Info = ErrorInfoDetail.Create("BAD_PROBLEM", "solver.v1", KeyValuePair.Create("field", "alpha"));

    [Fact]
    public void ToRpcException_ThenGetRpcStatus_IsTheSame()
    {
        Google.Rpc.Status status = RichStatus.Create(
            StatusCode.Unavailable, "later", Info, RetryDetail.After(TimeSpan.FromMilliseconds(1500)));
        RpcException exception = status.ToRpcException(new Metadata { { "x-more", "1" } });
        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
        Assert.Equal("later", exception.Status.Detail);
        Assert.Equal("1", exception.Trailers.GetValue("x-more"));
        Assert.Equal(status, exception.GetRpcStatus());
        Assert.Equal(1500, exception.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan().TotalMilliseconds);
        Assert.Equal("solver.v1", exception.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Domain);
        Assert.Null(exception.GetRpcStatus()!.GetDetail<BadRequest>());
    }

    [Fact]
    public void ErrorInfo_OnTheWire_HasTheReasonInFieldOne() =>
        Assert.Equal([0x0A, 1, (byte)'R', 0x12, 1, (byte)'D'], ErrorInfoDetail.Create("R", "D").ToByteArray());

    [Theory]
    [InlineData(10)]
    [InlineData(200)]
    [InlineData(100_000)]
    public void Shorten_OfManyViolations_FitsKeepsTheFirstAndCountsTheRest(int count)
    {
        BadRequest all = BadRequestDetail.Create(Enumerable.Range(0, count).Select(i => ($"alpha[{i}]", "must not be negative")));
        Google.Rpc.Status status = RichStatus.Create(StatusCode.InvalidArgument, "bad", Info, all);
        Google.Rpc.Status shorter = BadRequestDetail.Shorten(status, RichStatus.BytesMax);
        Assert.True(shorter.CalculateSize() <= RichStatus.BytesMax);
        BadRequest kept = shorter.GetDetail<BadRequest>()!;
        Assert.Equal("alpha[0]", kept.FieldViolations[0].Field);
        Assert.NotNull(shorter.GetDetail<ErrorInfo>());
        if (count == 10) Assert.Same(status, shorter);
        else Assert.Equal($"{count - kept.FieldViolations.Count + 1} more violations are left out.", kept.FieldViolations[^1].Description);
    }

    [Fact]
    public void Shorten_OfOtherDetails_KeepsCodeAndText()
    {
        Google.Rpc.Status status = RichStatus.Create(
            StatusCode.Internal, "text", Info, new Google.Protobuf.WellKnownTypes.StringValue { Value = new string('x', 10_000) });
        Assert.Equal(new Google.Rpc.Status { Code = 13, Message = "text" }, BadRequestDetail.Shorten(status, RichStatus.BytesMax));
    }

    [Fact]
    public void GetRpcStatus_OfBytesThatAreNone_IsNothing()
    {
        var trailers = new Metadata { { "grpc-status-details-bin", [0xFF, 0xFF] } };
        Assert.Null(trailers.GetRpcStatus());
        Assert.Null(new Metadata().GetRpcStatus());
    }
}
