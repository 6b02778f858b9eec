package solvergrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.NettyServerBuilder;
import java.io.File;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import solvergrpc.samples.Day;
import solvergrpc.solver.v1.SolveRequest;

/** Every way to the service, and whatever goes wrong. */
class ClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SolveRequest SMALL = Service.small().build();

  private static File pem(String name) {
    return new File(Service.place("SOLVER_PEM"), name);
  }

  private static Tls trusting() {
    return Tls.trusting(pem("ca.pem"));
  }

  private static String byNumber(String address) {
    return address.replace("localhost", "127.0.0.1");
  }

  private static void assertSolves(Client connected) {
    try (var client = connected) {
      Solution solution = client.solve(SMALL);
      assertTrue(solution.optimal(), solution::detail);
      assertEquals(872.871561, solution.cost(), 1e-6);
      assertEquals(13.0930734, solution.lambda(), 1e-6);
    }
  }

  @Test
  void tcp_leadsToTheAnswer() {
    assertSolves(new Client(Service.place("SOLVER_TCP")));
    assertSolves(new Client(Service.place("SOLVER_TCP").replace("http://", "")));
  }

  @Test
  void unixSocket_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Client(Service.place("SOLVER_UNIX")));
  }

  @Test
  void tls_withTheRootThatSigned_leadsToTheAnswer() {
    assertSolves(new Client(Service.place("SOLVER_TLS"), trusting()));
    assertSolves(new Client(byNumber(Service.place("SOLVER_TLS")), trusting().expecting("localhost")));
  }

  @Test
  void mutualTls_withACertificateOfTheRightRoot_leadsToTheAnswer() {
    Tls mine = trusting().presenting(pem("client.pem"), pem("client.key"));
    assertSolves(new Client(Service.place("SOLVER_MUTUAL_TLS"), mine));
  }

  @Test
  void tls_withWrongCertificates_leadsNowhere() {
    Tls stranger = trusting().presenting(pem("stranger.pem"), pem("stranger.key"));
    for (Client connected : List.of(new Client(Service.place("SOLVER_TLS")),
             new Client(Service.place("SOLVER_TLS"), Tls.trusting(pem("other-ca.pem"))),
             new Client(byNumber(Service.place("SOLVER_TLS")), trusting()),
             new Client(Service.place("SOLVER_MUTUAL_TLS"), trusting()),
             new Client(Service.place("SOLVER_MUTUAL_TLS"), stranger))) {
      try (var client = connected) {
        assertThrows(UnreachableException.class, () -> client.solve(SMALL));
      }
    }
  }

  @Test
  void millionPeriods_fit() {
    SolveRequest.Builder request = Service.small();
    request.getProblemBuilder().getGridBuilder().setPeriodCount(1_000_000);
    request.getProblemBuilder().getCostBuilder().getPowerLawBuilder().clearAlpha().addAllAlpha(
        IntStream.range(0, 1_000_000).mapToObj(i -> 1.0 + i % 7).toList());
    try (var client = new Client(Service.place("SOLVER_TCP"))) {
      assertEquals(1_000_000, client.solve(request.build(), PATIENCE.multipliedBy(2)).schedule().length);
    }
  }

  private static int count(Client client, SolveRequest request, Duration timeout) {
    int count = 0;
    try (Items items = client.solveMany(List.of(request).iterator(), timeout)) {
      for (; items.hasNext(); count++) {
        items.next().result();
      }
    }
    return count;
  }

  private static void assertFails(
      Class<? extends CallException> kind, String address, SolveRequest request, Duration timeout) {
    try (var client = new Client(address)) {
      assertThrows(kind, () -> client.solve(request, timeout));
      assertThrows(kind, () -> count(client, request, timeout));
      var late = assertThrows(CompletionException.class, () -> client.solveAsync(request, timeout).join());
      assertEquals(kind, late.getCause().getClass());
    }
  }

  @Test
  void nobodyListening_isUnreachable() {
    assertFails(UnreachableException.class, "127.0.0.1:1", SMALL, PATIENCE);
  }

  @Test
  void noAnswer_isADeadline() {
    assertFails(DeadlineExceededException.class, Service.place("SOLVER_SILENT"), SMALL, Duration.ofMillis(50));
  }

  @Test
  void messageBeyondTheLimit_isRefused() {
    SolveRequest.Builder large = Service.small();
    large.getProblemBuilder().getCostBuilder().addAllHalfSpread(
        Collections.nCopies(Client.MESSAGE_BYTES_MAX / 8 + 1, 0.0));
    assertFails(OverloadedException.class, Service.place("SOLVER_TCP"), large.build(), PATIENCE);
  }

  @Test
  void serverWithoutTheService_doesNotServeIt() throws Exception {
    var other = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).build().start();
    try {
      assertFails(NotServedException.class, "127.0.0.1:" + other.getPort(), SMALL, PATIENCE);
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void missingBasis_isRefusedNotGuessed() {
    SolveRequest.Builder request = Service.small();
    request.getProblemBuilder().getCostBuilder().clearBasis();
    try (var client = new Client(Service.place("SOLVER_TCP"))) {
      var error = assertThrows(InvalidProblemException.class, () -> client.solve(request.build()));
      assertEquals(List.of("problem.cost.basis"), error.violations().stream().map(v -> v.getField()).toList());
      assertFalse(error.reason().isEmpty());
    }
  }

  @Test
  void solveAsync_givesTheAnswer() {
    try (var client = new Client(Service.place("SOLVER_TCP"))) {
      var futures = IntStream.range(0, 50).mapToObj(i -> client.solveAsync(SMALL, PATIENCE)).toList();
      futures.forEach(future -> assertEquals(872.871561, future.join().cost(), 1e-6));
    }
  }

  @Test
  void solveMany_answersEveryRequestOnce() {
    try (var client = new Client(Service.place("SOLVER_TCP"));
         Items items = client.solveMany(Stream.generate(() -> SMALL).limit(500).iterator(), PATIENCE)) {
      var indices = new ArrayList<Integer>();
      items.forEachRemaining(item -> {
        assertTrue(item.result().optimal());
        indices.add(item.index());
      });
      assertEquals(IntStream.range(0, 500).boxed().toList(), indices.stream().sorted().toList());
    }
  }

  @Test
  void solveMany_leftEarly_leavesTheConnectionUsable() {
    SolveRequest day = SolveRequest.newBuilder().setProblem(Day.problem()).build();
    try (var client = new Client(Service.place("SOLVER_TCP"))) {
      try (Items items = client.solveMany(Stream.generate(() -> day).iterator(), PATIENCE)) {
        assertTrue(items.next().result().optimal());
      }
      assertTrue(client.solve(SMALL).optimal());
    }
  }

  @Test
  void solveMany_withRequestsThatFail_fails() {
    Iterator<SolveRequest> failing =
        Stream.of(1).<SolveRequest>map(i -> { throw new ArithmeticException(); }).iterator();
    try (var client = new Client(Service.place("SOLVER_TCP")); Items items = client.solveMany(failing, PATIENCE)) {
      var error = assertThrows(IllegalStateException.class, items::hasNext);
      assertEquals(ArithmeticException.class, error.getCause().getClass());
    }
  }
}
