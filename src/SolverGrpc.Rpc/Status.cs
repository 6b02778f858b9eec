namespace SolverGrpc.Rpc;

/// <summary>How a call ended: a code and a text for people.</summary>
/// <param name="statusCode">The code; numbers outside <see cref="Rpc.StatusCode"/> are allowed and passed through.</param>
/// <param name="detail">The text, or nothing; becomes <c>grpc-message</c>.</param>
public readonly struct Status(StatusCode statusCode, string? detail) : IEquatable<Status>
{
    private readonly string? _detail = detail;

    /// <summary>Success without a text.</summary>
    public static Status DefaultSuccess => new(StatusCode.OK, "");

    /// <summary>Cancelled without a text.</summary>
    public static Status DefaultCancelled => new(StatusCode.Cancelled, "");

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; } = statusCode;

    /// <summary>The text for people; never null, often empty.</summary>
    public string Detail => _detail ?? "";

    /// <summary>Whether two statuses have the same code and text.</summary>
    public static bool operator ==(Status left, Status right) => left.Equals(right);

    /// <summary>Whether two statuses differ in code or text.</summary>
    public static bool operator !=(Status left, Status right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Status other) => StatusCode == other.StatusCode && Detail == other.Detail;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Status other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StatusCode, Detail);

    /// <inheritdoc/>
    public override string ToString() => $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")";
}
