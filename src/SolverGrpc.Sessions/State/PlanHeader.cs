using Google.Protobuf;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Sessions.State;

/// <summary>What a plan leaves behind when another one follows it: everything but its quantities.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Lambda">Where the next solve begins.</param>
/// <param name="Termination">How the solve ended.</param>
/// <param name="IsDense">It has all quantities, and not those that changed only.</param>
internal readonly record struct PlanHeader(long Version, double Lambda, Termination Termination, bool IsDense)
{
    /// <summary>That of a plan.</summary>
    public static PlanHeader Of(Plan plan) => new(plan.Version, plan.Lambda, plan.Outcome?.Termination ?? Termination.Unspecified, plan.ChangedPeriods.Count == 0);

    /// <summary>Reads it from the bytes of a plan without reading the rest, which is most of them.</summary>
    /// <param name="plan">The bytes.</param>
    /// <param name="length">How many of them.</param>
    public static PlanHeader Read(byte[] plan, int length)
    {
        (long version, double lambda, Termination termination, bool isDense) = (0, 0, Termination.Unspecified, true);
        var input = new CodedInputStream(plan, 0, length);
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case Plan.VersionFieldNumber: version = input.ReadInt64(); break;
                case Plan.ChangedPeriodsFieldNumber:
                    isDense = false;
                    input.SkipLastField();
                    break;
                case Plan.LambdaFieldNumber: lambda = input.ReadDouble(); break;
                case Plan.OutcomeFieldNumber: termination = Outcome.Parser.ParseFrom(input.ReadBytes()).Termination; break;
                default: input.SkipLastField(); break;
            }
        }

        return new(version, lambda, termination, isDense);
    }
}
