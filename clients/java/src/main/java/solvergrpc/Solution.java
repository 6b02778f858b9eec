package solvergrpc;

import java.util.OptionalDouble;
import solvergrpc.solver.v1.Certificate;
import solvergrpc.solver.v1.SolveResponse;
import solvergrpc.solver.v1.Termination;

/**
 * The answer to one problem. One without a schedule is an answer, too.
 *
 * @param message the response as it came, with every field of the contract
 */
public record Solution(SolveResponse message) {
  /** How the solve ended. */
  public Termination termination() {
    return message.getOutcome().getTermination();
  }

  /** Proven optimal within the tolerance. */
  public boolean optimal() {
    return termination() == Termination.TERMINATION_OPTIMAL;
  }

  /** For people: what cannot be met, what is not covered, which limit was hit; empty if all is well. */
  public String detail() {
    return message.getOutcome().getDetail();
  }

  /**
   * Shares per period, or units of the quantum if the problem asked for whole lots.
   *
   * @throws NoScheduleException there is none
   */
  public double[] schedule() {
    if (!message.hasSchedule()) {
      throw new NoScheduleException(termination().name().replace("TERMINATION_", "") + ": " + detail());
    }
    var schedule = message.getSchedule();
    return schedule.getQuantityUnitsCount() > 0
        ? schedule.getQuantityUnitsList().stream().mapToDouble(Long::doubleValue).toArray()
        : schedule.getQuantityList().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Whole units per period; empty unless the problem asked for whole lots. */
  public long[] units() {
    return message.getSchedule().getQuantityUnitsList().stream().mapToLong(Long::longValue).toArray();
  }

  /** What one share more would cost, in currency per share. */
  public double lambda() {
    return message.getLambda();
  }

  /** Expected cost in currency; its parts are in {@code message().getExpectedCost()}. */
  public double cost() {
    return message.getExpectedCost().getTotal();
  }

  /** Variance of the execution cost, in currency². */
  public double variance() {
    return message.getVariance();
  }

  /** The proof: objective, lower bound, gaps, residuals. */
  public Certificate certificate() {
    return message.getCertificate();
  }

  /** Part of the equal split's cost that the schedule saves; empty if the equal split breaks a constraint. */
  public OptionalDouble saving() {
    var equal = message.getEqualSplit();
    return equal.getFeasible() ? OptionalDouble.of(equal.getSaving()) : OptionalDouble.empty();
  }
}
