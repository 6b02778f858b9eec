package solvergrpc.samples;

import java.util.Arrays;
import java.util.Locale;
import solvergrpc.Client;
import solvergrpc.Solution;
import solvergrpc.SolverException;
import solvergrpc.solver.v1.SolveRequest;

/** Solves a day of 390 minutes and prints the schedule with its proof: {@code solvergrpc.samples.Solve [ADDRESS]}. */
public final class Solve {
  private static final int ROW_MINUTES = 15;
  private static final int BAR_WIDTH = 50;

  private Solve() {}

  /** The program. */
  public static void main(String[] arguments) {
    try (var client = new Client(arguments.length > 0 ? arguments[0] : "localhost:50051")) {
      Solution solution = client.solve(SolveRequest.newBuilder().setProblem(Day.problem()).build());
      double[] schedule = solution.schedule();
      print("Buy %.0f shares in %d minutes; each bar is %d of them%n%n", Day.SHARES, schedule.length, ROW_MINUTES);
      chart(schedule);
      report(solution);
    } catch (SolverException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** One bar for each quarter of an hour. */
  private static void chart(double[] schedule) {
    double[] rows = new double[(schedule.length + ROW_MINUTES - 1) / ROW_MINUTES];
    for (int i = 0; i < schedule.length; i++) {
      rows[i / ROW_MINUTES] += schedule[i];
    }
    double largest = Arrays.stream(rows).max().orElseThrow();
    for (int row = 0; row < rows.length; row++) {
      int minute = 9 * 60 + 30 + row * ROW_MINUTES;
      String bar = "#".repeat((int) Math.round(BAR_WIDTH * rows[row] / largest));
      print("%02d:%02d %8.0f %s%n", minute / 60, minute % 60, rows[row], bar);
    }
  }

  /** What the desk wants to know. */
  private static void report(Solution solution) {
    var proof = solution.certificate();
    double basisPoints = 1e4 * solution.cost() / (Day.SHARES * Day.PRICE);
    print("%ntermination   %s%n", solution.termination().name().replace("TERMINATION_", ""));
    print("lambda        %.8f per share: what one share more would cost%n", solution.lambda());
    print("cost          %.2f = %.2f bp%n", solution.cost(), basisPoints);
    solution.saving().ifPresentOrElse(saving
        -> print("equal split   costs %.2f, so the schedule saves %.2f%%%n",
            solution.message().getEqualSplit().getObjective(), 100 * saving),
        () -> print("equal split   breaks a constraint%n"));
    print("certificate   no schedule is cheaper than %.2f (gap %.1e), sum off by %.1e%n", proof.getLowerBound(),
        proof.getRelativeGap(), proof.getSumError());
    print("solved in     %.0f us%n", solution.message().getDiagnostics().getSolveTimeNs() / 1e3);
  }

  private static void print(String format, Object... values) {
    System.out.print(String.format(Locale.ROOT, format, values));
  }
}
