package solvergrpc;

import com.google.rpc.Status;

/** The service has enough to do, or the message is too large; see {@link #retryAfter}. */
public final class OverloadedException extends CallException {
  private static final long serialVersionUID = 1;

  OverloadedException(Status status, String message, Throwable cause) {
    super(status, message, cause);
  }
}
