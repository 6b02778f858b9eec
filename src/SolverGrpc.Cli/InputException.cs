namespace SolverGrpc.Cli;

/// <summary>The input is wrong in a way that a person can mend; the message says what and where.</summary>
internal sealed class InputException(string message) : Exception(message);
