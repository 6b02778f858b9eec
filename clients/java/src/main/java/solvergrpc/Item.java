package solvergrpc;

import java.util.Optional;
import solvergrpc.solver.v1.SolveManyResponse;

/**
 * One answer of {@link Client#solveMany}.
 *
 * @param index position of its request, from 0
 * @param solution the answer, unless there is an error
 * @param error what {@link Client#solve} would have thrown; it ends only this item
 */
public record Item(int index, Optional<Solution> solution, Optional<CallException> error) {
  static Item of(SolveManyResponse response) {
    int index = Integer.parseInt(response.getRequestId());
    return response.hasError() ? new Item(index, Optional.empty(), Optional.of(CallException.from(response.getError())))
                               : new Item(index, Optional.of(new Solution(response.getResponse())), Optional.empty());
  }

  /** The answer, or throws the error. */
  public Solution result() {
    error.ifPresent(e -> { throw e; });
    return solution.orElseThrow();
  }
}
