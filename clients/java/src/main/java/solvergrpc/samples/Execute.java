package solvergrpc.samples;

import java.util.Locale;
import java.util.stream.IntStream;
import solvergrpc.Client;
import solvergrpc.Session;
import solvergrpc.SolverException;
import solvergrpc.solver.v1.ChildCancelled;
import solvergrpc.solver.v1.ChildSubmitted;
import solvergrpc.solver.v1.CostModel;
import solvergrpc.solver.v1.EndOfWindow;
import solvergrpc.solver.v1.ExecutionSummary;
import solvergrpc.solver.v1.Fill;
import solvergrpc.solver.v1.ImpactBasis;
import solvergrpc.solver.v1.Instrument;
import solvergrpc.solver.v1.Open;
import solvergrpc.solver.v1.PeriodClose;
import solvergrpc.solver.v1.PeriodGrid;
import solvergrpc.solver.v1.PowerLawModel;
import solvergrpc.solver.v1.Problem;
import solvergrpc.solver.v1.SessionPolicy;
import solvergrpc.solver.v1.Side;
import solvergrpc.solver.v1.StreamReoptimizeRequest;
import solvergrpc.solver.v1.StreamReoptimizeResponse;
import solvergrpc.solver.v1.WholeLots;

/**
 * Works an order over a stream: plans in, child orders and fills out. Survives restarts of the service: {@code
 * solvergrpc.samples.Execute [ADDRESS]}.
 *
 * <p>The market is made up: of every seventh child order only a half is filled, and the rest is cancelled; the plan
 * makes up for it.
 */
public final class Execute {
  private static final int PERIODS = 60;
  private static final long UNITS = 100_000;
  private static final double TICK = 0.01;
  private static final long ARRIVAL_TICKS = 5_000;
  private static final long PACE_MILLIS = 20; // that a period takes

  private final Session session;
  private long filled;
  private ExecutionSummary done;

  private Execute(Session session) {
    this.session = session;
  }

  /** The program. */
  public static void main(String[] arguments) throws InterruptedException {
    try (var client = new Client(arguments.length > 0 ? arguments[0] : "localhost:50051");
         Session session = client.openSession(order())) {
      var desk = new Execute(session);
      desk.work();
      print("done: filled %d at %.4f, shortfall %.2f%n", desk.done.getFilledUnits(), desk.done.getAveragePrice(),
          desk.done.getShortfall());
      print("went on on a new stream %d times%n", session.resumes());
      System.exit(desk.done.getFilledUnits() == desk.filled ? 0 : 1);
    } catch (SolverException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** Buy {@code UNITS} in {@code PERIODS} minutes; impact is smallest at both ends. */
  private static Open order() {
    var curve = PowerLawModel.newBuilder().addBeta(0.6);
    IntStream.range(0, PERIODS).forEach(i -> curve.addAlpha(2e-4 * (1 + Math.sin(Math.PI * (i + 0.5) / PERIODS))));
    return Open.newBuilder()
        .setClientOrderId("sample-" + System.nanoTime())
        .setPolicy(SessionPolicy.newBuilder().setEndOfWindow(EndOfWindow.END_OF_WINDOW_CANCEL))
        .setProblem(Problem.newBuilder()
                        .setSide(Side.SIDE_BUY)
                        .setQuantityUnits(UNITS)
                        .setGrid(PeriodGrid.newBuilder().setPeriodCount(PERIODS))
                        .setCost(CostModel.newBuilder()
                                     .setBasis(ImpactBasis.IMPACT_BASIS_PER_SHARE)
                                     .addHalfSpread(0.005)
                                     .setPowerLaw(curve))
                        .setWholeLots(WholeLots.newBuilder().setLotUnits(1))
                        .setInstrument(Instrument.newBuilder().setTickSize(TICK).setArrivalPrice(ARRIVAL_TICKS * TICK)))
        .build();
  }

  private void work() throws InterruptedException {
    await(1);
    for (int period = 0; period < PERIODS; period++) {
      await(trade(period));
      Thread.sleep(PACE_MILLIS);
    }
    session.forEachRemaining(this::take);
  }

  /** Until the plan takes the event into account. */
  private void await(long seq) {
    while (session.basedOnSeq() < seq && session.hasNext()) {
      take(session.next());
    }
  }

  /** Looks at a message; plans are in {@code session.plan()} already. */
  private void take(StreamReoptimizeResponse message) {
    if (message.hasEventRejected()) {
      var rejected = message.getEventRejected();
      throw new IllegalStateException(
          "event " + rejected.getSeq() + " was refused: " + rejected.getError().getMessage());
    }
    if (message.hasDone()) {
      done = message.getDone().getSummary();
    }
  }

  /** Sends the child order of a period, its fills and the close of the period. */
  private long trade(int period) {
    long units = session.plan().schedule()[period];
    long price = ARRIVAL_TICKS + period % 5;
    long fill = period % 7 == 6 ? units / 2 : units;
    String child = "c" + period;
    if (units > 0) {
      session.send(
          event().setChildSubmitted(ChildSubmitted.newBuilder().setChildId(child).setPeriod(period).setUnits(units)));
    }
    if (fill > 0) {
      session.send(event().setFill(
          Fill.newBuilder().setExecId("x" + period).setChildId(child).setUnits(fill).setPriceTicks(price)));
    }
    if (fill < units) {
      session.send(event().setChildCancelled(ChildCancelled.newBuilder().setChildId(child)));
    }
    filled += fill;
    print("period %2d  planned %6d  filled %6d  left %6d%n", period, units, fill, UNITS - filled);
    return session.send(event().setPeriodClose(
        PeriodClose.newBuilder().setPeriod(period).setReferencePriceTicks(price).setVolumeUnits(50 * UNITS)));
  }

  private static StreamReoptimizeRequest.Builder event() {
    return StreamReoptimizeRequest.newBuilder();
  }

  private static void print(String format, Object... values) {
    System.out.print(String.format(Locale.ROOT, format, values));
    System.out.flush();
  }
}
