package solvergrpc;

/** Base of everything this library throws on its own. */
public class SolverException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SolverException(String message, Throwable cause) {
    super(message, cause);
  }
}
