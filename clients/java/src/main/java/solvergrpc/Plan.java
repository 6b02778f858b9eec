package solvergrpc;

/**
 * What to do now.
 *
 * @param version 1, 2, ...; 0: there is no plan yet
 * @param fromPeriod the first period that is not closed
 * @param schedule units for each period of the grid, 0 before {@code fromPeriod}; not to be changed
 * @param message the plan as it came: with its certificate and state, perhaps with changed periods only
 */
public record Plan(long version, int fromPeriod, long[] schedule, solvergrpc.solver.v1.Plan message) {
  static Plan none(int periods) {
    return new Plan(0, 0, new long[periods], solvergrpc.solver.v1.Plan.getDefaultInstance());
  }

  /** This plan after a new message. */
  Plan merge(solvergrpc.solver.v1.Plan plan) {
    boolean sparse = plan.getChangedPeriodsCount() > 0;
    int from = plan.getFromPeriod();
    long[] merged = new long[schedule.length];
    if (sparse) {
      System.arraycopy(schedule, from, merged, from, schedule.length - from);
    }
    for (int i = 0; i < plan.getUnitsCount(); i++) {
      merged[sparse ? plan.getChangedPeriods(i) : from + i] = plan.getUnits(i);
    }
    return new Plan(plan.getVersion(), from, merged, plan);
  }
}
