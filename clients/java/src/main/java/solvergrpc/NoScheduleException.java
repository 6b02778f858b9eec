package solvergrpc;

/** The problem has no schedule (or none was found); the message says why. */
public final class NoScheduleException extends SolverException {
  private static final long serialVersionUID = 1;

  NoScheduleException(String message) {
    super(message, null);
  }
}
