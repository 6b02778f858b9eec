package solvergrpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import solvergrpc.solver.v1.Ack;
import solvergrpc.solver.v1.Durability;
import solvergrpc.solver.v1.Open;
import solvergrpc.solver.v1.Opened;
import solvergrpc.solver.v1.Pause;
import solvergrpc.solver.v1.PeriodGrid;
import solvergrpc.solver.v1.Problem;
import solvergrpc.solver.v1.ResendRequest;
import solvergrpc.solver.v1.Resumed;
import solvergrpc.solver.v1.SessionPolicy;
import solvergrpc.solver.v1.StreamReoptimizeRequest;
import solvergrpc.solver.v1.StreamReoptimizeResponse;
import solvergrpc.solver.v1.Warning;

/** A session's memory: nothing is lost, nothing is told twice. */
class LedgerTest {
  private static final CallException UNKNOWN = failure(Status.Code.NOT_FOUND, "SESSION_UNKNOWN");

  /** A ledger with an answered Open and events 2, 3, .... */
  private static Ledger openWithEvents(int count, Durability durability) {
    var ledger = new Ledger(Open.newBuilder()
                                .setProblem(Problem.newBuilder().setGrid(PeriodGrid.newBuilder().setPeriodCount(4)))
                                .setPolicy(SessionPolicy.newBuilder().setDurability(durability))
                                .build(),
        0);
    ledger.begin(0);
    ledger.receive(say(1, 1, 0).setOpened(Opened.newBuilder().setSessionId("s")).build());
    for (int i = 0; i < count; i++) {
      ledger.add(StreamReoptimizeRequest.newBuilder().setPause(Pause.getDefaultInstance()), 0);
    }
    return ledger;
  }

  private static Ledger openWithEvents(int count) {
    return openWithEvents(count, Durability.DURABILITY_UNSPECIFIED);
  }

  private static StreamReoptimizeResponse.Builder say(long serverSeq, long basedOn, long durable) {
    return StreamReoptimizeResponse.newBuilder().setServerSeq(serverSeq).setBasedOnSeq(basedOn).setDurableSeq(durable);
  }

  private static StreamReoptimizeResponse ack(long serverSeq, long basedOn, long durable) {
    return say(serverSeq, basedOn, durable).setAck(Ack.getDefaultInstance()).build();
  }

  private static StreamReoptimizeResponse resumed(long lastSeq) {
    return say(0, 0, 0).setResumed(Resumed.newBuilder().setSessionId("s").setLastSeq(lastSeq)).build();
  }

  private static CallException failure(Status.Code code, String reason) {
    var status = com.google.rpc.Status.newBuilder().setCode(code.value());
    if (!reason.isEmpty()) {
      status.addDetails(Any.pack(ErrorInfo.newBuilder().setReason(reason).build()));
    }
    return CallException.from(status.build());
  }

  private static List<Long> seqs(List<StreamReoptimizeRequest> requests) {
    return requests.stream().map(StreamReoptimizeRequest::getSeq).toList();
  }

  @Test
  void resume_namesTheLastMessage_andSendsWhatTheServiceHasNot() {
    Ledger ledger = openWithEvents(3);
    assertTrue(ledger.forgive(failure(Status.Code.UNAVAILABLE, "")));
    var first = ledger.begin(0).get(0).getResume();
    assertEquals(1, first.getLastServerSeq());
    assertEquals(16, first.getSessionKey().size());
    assertFalse(ledger.attached()); // events wait
    assertEquals(List.of(3L, 4L), seqs(ledger.receive(resumed(2)).again()));
    assertTrue(ledger.attached());
  }

  @Test
  void attempts_rise_whateverTheClockDoes() {
    var ledger = new Ledger(Open.getDefaultInstance(), 0);
    var opens = Stream.of(1_000, 1_000).map(now -> ledger.begin(now).get(0).getOpen().getAttempt()).toList();
    ledger.receive(say(1, 1, 0).setOpened(Opened.newBuilder().setSessionId("s")).build());
    var resumes = Stream.of(999, 1_001).map(now -> ledger.begin(now).get(0).getResume().getAttempt()).toList();
    assertEquals(List.of(1_000_000_000L, 1_000_000_001L), opens);
    assertEquals(List.of(1_000_000_002L, 1_001_000_000L), resumes);
  }

  @Test
  void durableEvents_areForgotten_andTheirLossIsNoticed() {
    Ledger ledger = openWithEvents(3);
    ledger.receive(ack(2, 4, 3));
    assertEquals(List.of(4L), seqs(ledger.receive(resumed(3)).again()));
    assertThrows(SessionLostException.class, () -> ledger.receive(resumed(2)));
  }

  @Test
  void serviceThatHasLostEverything_getsItAgain_unlessItWasDurable() {
    Ledger ledger = openWithEvents(2);
    assertTrue(ledger.forgive(UNKNOWN));
    assertEquals(List.of(1L, 2L, 3L), seqs(ledger.begin(0)));
    assertTrue(ledger.receive(ack(1, 1, 1)).isForUser()); // numbers begin again, too
    assertFalse(ledger.forgive(UNKNOWN));
  }

  @Test
  void onlyWhatANewStreamHeals_isForgiven() {
    Ledger ledger = openWithEvents(0);
    assertTrue(ledger.forgive(failure(Status.Code.UNAVAILABLE, "SERVER_STOPPING")));
    assertTrue(ledger.forgive(failure(Status.Code.RESOURCE_EXHAUSTED, "SLOW_READER")));
    assertTrue(ledger.forgive(failure(Status.Code.INTERNAL, "")));
    assertFalse(ledger.forgive(failure(Status.Code.ABORTED, "FENCED")));
    assertFalse(ledger.forgive(failure(Status.Code.INTERNAL, "SESSION_BROKEN")));
    assertFalse(ledger.forgive(failure(Status.Code.INVALID_ARGUMENT, "")));
  }

  @Test
  void newerStream_hasTakenTheSessionOver() {
    assertInstanceOf(TakenOverException.class, failure(Status.Code.ABORTED, "FENCED"));
    assertInstanceOf(TakenOverException.class, failure(Status.Code.ABORTED, "LATE_ATTEMPT"));
  }

  @Test
  void messageThatComesTwice_isToldOnce_andWhatIsAskedForIsSentAgain() {
    Ledger ledger = openWithEvents(4);
    assertTrue(ledger.receive(ack(2, 1, 0)).isForUser());
    assertFalse(ledger.receive(ack(2, 1, 0)).isForUser());
    var missing = ResendRequest.newBuilder().setFirstSeq(3).setLastSeq(4);
    Ledger.Reception reception = ledger.receive(say(0, 0, 0).setResendRequest(missing).build());
    assertFalse(reception.isForUser());
    assertEquals(List.of(3L, 4L), seqs(reception.again()));
  }

  @Test
  void warning_isAheadOfItsPlan() {
    Ledger ledger = openWithEvents(2);
    ledger.receive(say(2, 3, 0).setWarning(Warning.getDefaultInstance()).build());
    assertEquals(0, ledger.basedOnSeq());
    ledger.receive(say(3, 3, 0).setPlan(solvergrpc.solver.v1.Plan.getDefaultInstance()).build());
    assertEquals(3, ledger.basedOnSeq());
  }

  @Test
  void withoutAJournal_whatWasApplied_isForgotten() {
    Ledger ledger = openWithEvents(3, Durability.DURABILITY_NONE);
    ledger.receive(ack(2, 3, 0));
    assertEquals(List.of(4L), seqs(ledger.receive(resumed(3)).again()));
  }

  private static void assertPlan(Ledger ledger, int from, List<Integer> changed, List<Long> units, long... expected) {
    long version = ledger.plan().version() + 1;
    ledger.receive(say(version + 1, 1, 0)
                       .setPlan(solvergrpc.solver.v1.Plan.newBuilder()
                                    .setVersion(version)
                                    .setFromPeriod(from)
                                    .addAllChangedPeriods(changed)
                                    .addAllUnits(units))
                       .build());
    assertEquals(version, ledger.plan().version());
    assertArrayEquals(expected, ledger.plan().schedule());
  }

  @Test
  void plans_arePutTogether() {
    Ledger ledger = openWithEvents(0);
    assertPlan(ledger, 0, List.of(), List.of(1L, 2L, 3L, 4L), 1, 2, 3, 4);
    assertPlan(ledger, 1, List.of(2), List.of(7L), 0, 2, 7, 4);
    assertPlan(ledger, 2, List.of(), List.of(5L, 6L), 0, 0, 5, 6);
    assertPlan(ledger, 4, List.of(), List.of(), 0, 0, 0, 0);
  }
}
