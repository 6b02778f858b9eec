package solvergrpc;

import com.google.rpc.Status;

/** The call's time is up. */
public final class DeadlineExceededException extends CallException {
  private static final long serialVersionUID = 1;

  DeadlineExceededException(Status status, String message, Throwable cause) {
    super(status, message, cause);
  }
}
