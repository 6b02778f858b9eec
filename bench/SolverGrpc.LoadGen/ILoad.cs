namespace SolverGrpc.LoadGen;

/// <summary>
/// Exchanges of one kind with one server: a number goes out as a message, and comes back with its answer. To measure another method, bind it to
/// <see cref="UnaryLoad{TRequest, TResponse}"/> or <see cref="StreamLoad{TRequest, TResponse}"/>.
/// </summary>
internal interface ILoad : IAsyncDisposable
{
    /// <summary>Called with the number of every message that has been answered, and answered rightly; on any thread.</summary>
    Action<int> Answered { get; set; }

    /// <summary>Ends with an exception when an answer was wrong or did not come.</summary>
    Task Failed { get; }

    /// <summary>Sends a message and does not wait.</summary>
    void Send(int number);
}
