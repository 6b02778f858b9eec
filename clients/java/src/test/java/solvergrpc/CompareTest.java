package solvergrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import solvergrpc.samples.Day;
import solvergrpc.solver.v1.CompareRequest;
import solvergrpc.solver.v1.CostModel;
import solvergrpc.solver.v1.ImpactBasis;
import solvergrpc.solver.v1.Method;
import solvergrpc.solver.v1.MethodComparison;
import solvergrpc.solver.v1.PriceDynamics;
import solvergrpc.solver.v1.Problem;
import solvergrpc.solver.v1.QuadraticModel;
import solvergrpc.solver.v1.SolveRequest;
import solvergrpc.solver.v1.TraceFrontierRequest;
import solvergrpc.solver.v1.TraceFrontierResponse;

/** Several methods side by side, and the frontier of cost and risk. */
class CompareTest {
  private final Client client = new Client(Service.place("SOLVER_TCP"));

  @AfterEach
  void close() {
    client.close();
  }

  private static TraceFrontierRequest risky(int points) {
    Problem.Builder problem = Service.small().getProblemBuilder().setQuantity(1_000);
    problem.getGridBuilder().setPeriodCount(4);
    problem.setCost(CostModel.newBuilder()
                        .setBasis(ImpactBasis.IMPACT_BASIS_TOTAL_COST)
                        .setQuadratic(QuadraticModel.newBuilder().addAllBeta(List.of(0.001, 0.002, 0.004, 0.003))));
    problem.setDynamics(PriceDynamics.newBuilder().addVolatility(0.05));
    return TraceFrontierRequest.newBuilder().setProblem(problem).setPointCount(points).build();
  }

  @Test
  void compare_hasARowForEachMethod_andNoneBeatsTheOptimum() {
    List<Method> methods = List.of(Method.METHOD_AUTO, Method.METHOD_EQUAL_SPLIT, Method.METHOD_VWAP);
    var request = CompareRequest.newBuilder().setProblem(Day.problem()).addAllMethods(methods).build();
    List<MethodComparison> rows = client.compare(request, Client.TIMEOUT).getMethodsList();
    double best = client.solve(SolveRequest.newBuilder().setProblem(Day.problem()).build()).cost();
    assertEquals(methods, rows.stream().map(MethodComparison::getMethod).toList());
    assertEquals(1, rows.get(0).getCertificate().getObjective() / best, 1e-12);
    assertTrue(rows.stream().allMatch(row -> row.getCertificate().getObjective() >= best * (1 - 1e-12)));
  }

  @Test
  void noProblem_isInvalid() {
    var comparison = CompareRequest.newBuilder().setProblem(Problem.getDefaultInstance()).build();
    var frontier = TraceFrontierRequest.newBuilder().setProblem(Problem.getDefaultInstance()).build();
    assertThrows(InvalidProblemException.class, () -> client.compare(comparison, Client.TIMEOUT));
    try (Points points = client.traceFrontier(frontier, Client.TIMEOUT)) {
      assertThrows(InvalidProblemException.class, points::hasNext);
      assertThrows(InvalidProblemException.class, points::next);
    }
  }

  @Test
  void frontier_riskFallsAndCostRises() {
    var found = new ArrayList<TraceFrontierResponse>();
    try (Points points = client.traceFrontier(risky(8), Client.TIMEOUT)) {
      points.forEachRemaining(found::add);
    }
    assertEquals(IntStream.range(0, 8).boxed().toList(), found.stream().map(TraceFrontierResponse::getPoint).toList());
    for (int i = 1; i < found.size(); i++) {
      TraceFrontierResponse one = found.get(i - 1);
      TraceFrontierResponse other = found.get(i);
      assertTrue(one.getExpectedCost().getTotal() <= other.getExpectedCost().getTotal() * (1 + 1e-9));
      assertTrue(one.getVariance() * (1 + 1e-9) >= other.getVariance());
    }
  }

  @Test
  void frontier_leftEarly_leavesTheConnectionUsable() {
    // 40 MB, more than is sent before somebody reads: it cannot have ended by itself
    TraceFrontierRequest.Builder request = risky(500).toBuilder().setIncludeSchedules(true);
    request.getProblemBuilder().getGridBuilder().setPeriodCount(10_000);
    request.getProblemBuilder().getCostBuilder().getQuadraticBuilder().clearBeta().addBeta(0.001);
    Points points = client.traceFrontier(request.build(), Client.TIMEOUT);
    try (points) {
      assertEquals(0, points.next().getPoint());
    }
    assertThrows(CallException.class, () -> points.forEachRemaining(point -> {}));
    assertTrue(client.solve(Service.small().build()).optimal());
  }
}
