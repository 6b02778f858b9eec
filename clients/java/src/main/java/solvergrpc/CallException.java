package solvergrpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A call that ended with another status than OK. */
public class CallException extends SolverException {
  private static final long serialVersionUID = 1;
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static final Set<Status.Code> RESUMABLE =
      EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.CANCELLED);

  private final com.google.rpc.Status status;

  CallException(com.google.rpc.Status status, String message, Throwable cause) {
    super(Status.fromCodeValue(status.getCode()).getCode() + ": " + message, cause);
    this.status = status;
  }

  /** The error as it came. */
  public com.google.rpc.Status status() {
    return status;
  }

  /** The gRPC status code. */
  public Status.Code code() {
    return Status.fromCodeValue(status.getCode()).getCode();
  }

  /** Why, for a program; empty if the service did not say. */
  public String reason() {
    return detail(status, ErrorInfo.class).map(ErrorInfo::getReason).orElse("");
  }

  /** When it is sensible to try again, if the service said so. */
  public Optional<Duration> retryAfter() {
    return detail(status, RetryInfo.class)
        .map(RetryInfo::getRetryDelay)
        .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
  }

  /** Whether a session that ended so may go on on a new stream: the link broke, or the service asks for it. */
  public boolean resumable() {
    return switch (reason()) {
      case "SERVER_STOPPING", "JOURNAL_FAILED", "SLOW_READER", "SEQ_GAP" -> true;
      case "" -> RESUMABLE.contains(code());
      default -> false;
    };
  }

  /** The exception for a {@code google.rpc.Status}. */
  static CallException from(com.google.rpc.Status status) {
    return from(status, null);
  }

  /** The exception for what gRPC ended a call with, rich details included. */
  static CallException from(Throwable error) {
    return from(rich(error).orElseGet(() -> plain(error)), error);
  }

  private static Optional<com.google.rpc.Status> rich(Throwable error) {
    Metadata trailers = Status.trailersFromThrowable(error);
    if (trailers == null || !trailers.containsKey(DETAILS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(com.google.rpc.Status.parseFrom(trailers.get(DETAILS)));
    } catch (InvalidProtocolBufferException e) {
      error.addSuppressed(e);
      return Optional.empty();
    }
  }

  private static com.google.rpc.Status plain(Throwable error) {
    Status status = Status.fromThrowable(error);
    String text = Objects.requireNonNullElse(status.getDescription(), "");
    return com.google.rpc.Status.newBuilder().setCode(status.getCode().value()).setMessage(text).build();
  }

  private static CallException from(com.google.rpc.Status status, Throwable cause) {
    String text = status.getMessage();
    String reason = detail(status, ErrorInfo.class).map(ErrorInfo::getReason).orElse("");
    if (reason.equals("FENCED") || reason.equals("LATE_ATTEMPT")) {
      return new TakenOverException(status, text, cause);
    }
    return switch (Status.fromCodeValue(status.getCode()).getCode()) {
      case INVALID_ARGUMENT -> new InvalidProblemException(status, cause);
      case UNAVAILABLE -> new UnreachableException(status, text, cause);
      case DEADLINE_EXCEEDED -> new DeadlineExceededException(status, text, cause);
      case RESOURCE_EXHAUSTED -> new OverloadedException(status, text, cause);
      case UNIMPLEMENTED -> new NotServedException(status, text, cause);
      default -> new CallException(status, text, cause);
    };
  }

  static <T extends Message> Optional<T> detail(com.google.rpc.Status status, Class<T> kind) {
    for (Any packed : status.getDetailsList()) {
          if (packed.is(kind)) {
            try {
              return Optional.of(packed.unpack(kind));
            } catch (InvalidProtocolBufferException e) {
              return Optional.empty();
            }
          }
        }
        return Optional.empty();
    }
  }
