package solvergrpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import com.google.rpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import solvergrpc.samples.Day;
import solvergrpc.solver.v1.Problem;
import solvergrpc.solver.v1.SolveResponse;

/** The answers on which all clients agree. */
class VectorsTest {
  static Stream<Service.Vector> vectors() {
    return Service.vectors().stream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void vector_isAnsweredAsItSays(Service.Vector vector) {
    try (var client = new Client(Service.place("SOLVER_TCP"));
         var items = client.solveMany(List.of(vector.request()).iterator(), Client.TIMEOUT)) {
      Item item = items.next();
      if (vector.expected().hasError()) {
        assertError(vector.expected().getError(), item);
      } else {
        assertAgrees(vector.expected().getResponse(), item.result());
      }
      assertEquals(false, items.hasNext());
    }
  }

  private static void assertAgrees(SolveResponse wanted, Solution got) {
    assertEquals(wanted.getOutcome(), got.message().getOutcome());
    if (!wanted.hasSchedule()) {
      assertThrows(NoScheduleException.class, got::schedule);
      return;
    }
    long[] units = wanted.getSchedule().getQuantityUnitsList().stream().mapToLong(Long::longValue).toArray();
    assertArrayEquals(units, got.units());
    if (units.length > 0) {
      assertArrayEquals(Arrays.stream(units).asDoubleStream().toArray(), got.schedule());
    } else { // the cost is flat around its minimum
      assertNear(wanted.getSchedule().getQuantityList(), box(got.schedule()), 1e-6);
    }
    assertNear(
        List.of(wanted.getLambda(), wanted.getExpectedCost().getTotal(), wanted.getCertificate().getLowerBound()),
        List.of(got.lambda(), got.cost(), got.certificate().getLowerBound()), 1e-9);
    assertNear(List.of(wanted.getVariance()), List.of(got.variance()), 1e-6);
  }

  private static void assertError(Status expected, Item item) {
    List<BadRequest.FieldViolation> violations =
        CallException.detail(expected, BadRequest.class).orElseThrow().getFieldViolationsList();
    var error = assertThrows(InvalidProblemException.class, item::result);
    assertEquals(expected.getCode(), error.code().value());
    assertEquals(violations.stream().map(BadRequest.FieldViolation::getField).toList(),
        error.violations().stream().map(BadRequest.FieldViolation::getField).toList());
    assertTrue(violations.stream().allMatch(v -> error.getMessage().contains(v.getField())), error::getMessage);
  }

  private static List<Double> box(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static void assertNear(List<Double> expected, List<Double> actual, double tolerance) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), tolerance * Math.max(1, Math.abs(expected.get(i))), "at " + i);
    }
  }

  @Test
  void day_isTheVectors() {
    Problem written =
        Service.vectors().stream().filter(v -> v.name().equals("day")).findFirst().orElseThrow().request().getProblem();
    Problem built = Day.problem();
    assertNear(written.getCost().getPowerLaw().getAlphaList(), built.getCost().getPowerLaw().getAlphaList(), 1e-12);
    assertNear(written.getCost().getPowerLaw().getBetaList(), built.getCost().getPowerLaw().getBetaList(), 1e-12);
    assertNear(written.getBounds().getVolumeList(), built.getBounds().getVolumeList(), 1e-12);
  }
}
