package solvergrpc;

import com.google.rpc.BadRequest;
import com.google.rpc.Status;
import java.util.List;
import java.util.stream.Collectors;

/** The request is not a problem at all. */
public final class InvalidProblemException extends CallException {
  private static final long serialVersionUID = 1;

  InvalidProblemException(Status status, Throwable cause) {
    super(status, text(status), cause);
  }

  /** Every fault at once: its path with the index, e.g. {@code problem.cost.power_law.alpha[17]}, and what is wrong. */
  public List<BadRequest.FieldViolation> violations() {
    return violations(status());
  }

  private static List<BadRequest.FieldViolation> violations(Status status) {
    return detail(status, BadRequest.class).map(BadRequest::getFieldViolationsList).orElse(List.of());
  }

  private static String text(Status status) {
    return violations(status)
        .stream()
        .map(violation -> "\n  " + violation.getField() + ": " + violation.getDescription())
        .collect(Collectors.joining("", status.getMessage(), ""));
  }
}
