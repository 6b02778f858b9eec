package solvergrpc;

import com.google.rpc.Status;

/** No service answers at the address, or the link broke. */
public final class UnreachableException extends CallException {
  private static final long serialVersionUID = 1;

  UnreachableException(Status status, String message, Throwable cause) {
    super(status, message, cause);
  }
}
