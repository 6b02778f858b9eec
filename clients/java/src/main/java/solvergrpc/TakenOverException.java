package solvergrpc;

import com.google.rpc.Status;

/** A newer stream has taken the session over; nothing that was sent on this one since then has an effect. */
public final class TakenOverException extends CallException {
  private static final long serialVersionUID = 1;

  TakenOverException(Status status, String message, Throwable cause) {
    super(status, message, cause);
  }
}
