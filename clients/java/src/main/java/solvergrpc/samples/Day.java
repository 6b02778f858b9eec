package solvergrpc.samples;

import java.util.Arrays;
import java.util.stream.IntStream;
import solvergrpc.solver.v1.Bounds;
import solvergrpc.solver.v1.CostModel;
import solvergrpc.solver.v1.ImpactBasis;
import solvergrpc.solver.v1.PeriodGrid;
import solvergrpc.solver.v1.PowerLawModel;
import solvergrpc.solver.v1.Problem;
import solvergrpc.solver.v1.Side;

/** A trading day of 390 minutes to try things on: much volume at the open and the close, little at noon. */
public final class Day {
  /** Periods of a minute. */
  public static final int MINUTES = 390;

  /** Size of the order. */
  public static final double SHARES = 100_000;

  /** Shares that trade on the day. */
  public static final double DAILY_VOLUME = 5_000_000;

  /** Price of a share. */
  public static final double PRICE = 50;

  /** Half the bid-ask spread. */
  public static final double HALF_SPREAD = 0.005;

  private Day() {}

  /** Expected volume of each minute, U-shaped. */
  public static double[] volumes() {
    double[] shape = IntStream.range(0, MINUTES)
                         .mapToDouble(i -> 1 + 2.5 * Math.pow(Math.abs(2.0 * i / (MINUTES - 1) - 1), 2.5))
                         .toArray();
    double sum = Arrays.stream(shape).sum();
    return Arrays.stream(shape).map(s -> DAILY_VOLUME * s / sum).toArray();
  }

  /**
   * Buy {@link #SHARES} at no more than a tenth of any minute's volume. Slippage per share is {@code PRICE * 0.4 % * (x
   * / volume)^beta}, with a beta that drifts over the day.
   */
  public static Problem problem() {
    var curve = PowerLawModel.newBuilder();
    var bounds = Bounds.newBuilder().addParticipationRate(0.1);
    double[] volumes = volumes();
    for (int i = 0; i < MINUTES; i++) {
      double beta = 0.55 + 0.05 * Math.sin(2 * Math.PI * i / MINUTES);
      curve.addAlpha(PRICE * 0.004 * Math.pow(volumes[i], -beta)).addBeta(beta);
      bounds.addVolume(volumes[i]);
    }
    return Problem.newBuilder()
        .setSide(Side.SIDE_BUY)
        .setQuantity(SHARES)
        .setGrid(PeriodGrid.newBuilder().setPeriodCount(MINUTES))
        .setCost(CostModel.newBuilder()
                     .setBasis(ImpactBasis.IMPACT_BASIS_PER_SHARE)
                     .addHalfSpread(HALF_SPREAD)
                     .setPowerLaw(curve))
        .setBounds(bounds)
        .build();
  }
}
