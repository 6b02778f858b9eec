using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace SolverGrpc.Rpc.Errors;

/// <summary>The field violations of a rich error.</summary>
public static class BadRequestDetail
{
    private const int MessageCharsMax = 1000;

    /// <summary>Makes the detail.</summary>
    /// <param name="violations">Field path and description of every violation.</param>
    /// <returns>The detail.</returns>
    public static BadRequest Create(params IEnumerable<(string Field, string Description)> violations)
    {
        ArgumentNullException.ThrowIfNull(violations);
        var detail = new BadRequest();
        foreach (var (field, description) in violations)
            detail.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = field, Description = description });
        return detail;
    }

    /// <summary>
    /// Makes a rich error fit: drops violations from the end and appends one with an empty field that says how many were dropped;
    /// when that is not enough, keeps only code and text, the text up to 1000 characters.
    /// </summary>
    /// <param name="status">The rich error; left as it is.</param>
    /// <param name="bytesMax">The size allowed, in bytes.</param>
    /// <returns>The rich error itself when it fits, else a shorter one.</returns>
    public static Google.Rpc.Status Shorten(Google.Rpc.Status status, int bytesMax)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (status.CalculateSize() <= bytesMax)
            return status;
        var index = status.Details.ToList().FindIndex(d => d.Is(BadRequest.Descriptor));
        if (index >= 0)
        {
            var all = status.Details[index].Unpack<BadRequest>().FieldViolations;
            var shorter = status.Clone();
            for (var kept = all.Count / 2; kept > 0; kept /= 2)
            {
                shorter.Details[index] = Any.Pack(FirstOf(all, kept));
                if (shorter.CalculateSize() <= bytesMax)
                    return shorter;
            }
        }

        var text = status.Message.Length <= MessageCharsMax ? status.Message : status.Message[..MessageCharsMax];
        return new Google.Rpc.Status { Code = status.Code, Message = text };
    }

    private static BadRequest FirstOf(RepeatedField<BadRequest.Types.FieldViolation> all, int kept)
    {
        var detail = new BadRequest();
        detail.FieldViolations.Add(all.Take(kept));
        detail.FieldViolations.Add(
            new BadRequest.Types.FieldViolation { Description = $"{all.Count - kept} more violations are left out." });
        return detail;
    }
}
