package solvergrpc;

import com.google.rpc.Status;

/** The service at the address does not serve this call. */
public final class NotServedException extends CallException {
  private static final long serialVersionUID = 1;

  NotServedException(Status status, String message, Throwable cause) {
    super(status, message, cause);
  }
}
