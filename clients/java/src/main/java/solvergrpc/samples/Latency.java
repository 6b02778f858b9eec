package solvergrpc.samples;

import java.util.Arrays;
import java.util.Locale;
import solvergrpc.Client;
import solvergrpc.Session;
import solvergrpc.solver.v1.Durability;
import solvergrpc.solver.v1.Instrument;
import solvergrpc.solver.v1.MarketUpdate;
import solvergrpc.solver.v1.Open;
import solvergrpc.solver.v1.SessionPolicy;
import solvergrpc.solver.v1.SolveRequest;
import solvergrpc.solver.v1.StreamReoptimizeRequest;
import solvergrpc.solver.v1.WholeLots;

/**
 * Measures what a call costs here, a solve of 390 minutes and an event of a session until its plan: {@code
 * solvergrpc.samples.Latency [ADDRESS]}.
 */
public final class Latency {
  private static final int WARM = 3_000; // the JIT of this side has to warm up, too
  private static final int COUNT = 1_000;

  private Latency() {}

  /** The program. */
  public static void main(String[] arguments) {
    try (var client = new Client(arguments.length > 0 ? arguments[0] : "localhost:50051");
         Session session = client.openSession(order())) {
      SolveRequest request = SolveRequest.newBuilder().setProblem(Day.problem()).build();
      measure("solve", () -> client.solve(request));

      var update = MarketUpdate.newBuilder().setImpactScale(1.001).build();
      measure("event", () -> {
        long seq = session.send(StreamReoptimizeRequest.newBuilder().setMarketUpdate(update));
        while (session.basedOnSeq() < seq && session.hasNext()) {
          session.next();
        }
      });
    }
  }

  private static Open order() {
    var problem = Day.problem()
                      .toBuilder()
                      .setQuantityUnits((long) Day.SHARES)
                      .setWholeLots(WholeLots.newBuilder().setLotUnits(1))
                      .setInstrument(Instrument.newBuilder().setTickSize(0.01).setArrivalPrice(Day.PRICE));
    return Open.newBuilder()
        .setClientOrderId("latency-" + System.nanoTime())
        .setProblem(problem)
        .setPolicy(SessionPolicy.newBuilder().setDurability(Durability.DURABILITY_NONE))
        .build();
  }

  /** Prints a line that scripts/latency.sh reads, in microseconds. */
  private static void measure(String what, Runnable call) {
    double[] times = new double[COUNT];
    for (int i = -WARM; i < COUNT; i++) {
      long begin = System.nanoTime();
      call.run();
      if (i >= 0) {
        times[i] = (System.nanoTime() - begin) / 1e3;
      }
    }
    Arrays.sort(times);
    System.out.printf(Locale.ROOT, "%s p50 %.0f p99 %.0f%n", what, times[COUNT / 2], times[COUNT * 99 / 100]);
  }
}
