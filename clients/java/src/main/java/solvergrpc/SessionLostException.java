package solvergrpc;

/** The service has lost events of a session that it had called durable. */
public final class SessionLostException extends SolverException {
  private static final long serialVersionUID = 1;

  SessionLostException(String message) {
    super(message, null);
  }
}
