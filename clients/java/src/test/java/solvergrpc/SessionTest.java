package solvergrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import solvergrpc.solver.v1.Instrument;
import solvergrpc.solver.v1.Open;
import solvergrpc.solver.v1.Pause;
import solvergrpc.solver.v1.Resume;
import solvergrpc.solver.v1.SolverServiceGrpc;
import solvergrpc.solver.v1.StreamReoptimizeRequest;
import solvergrpc.solver.v1.StreamReoptimizeResponse;
import solvergrpc.solver.v1.WholeLots;

/** Whose a session is. */
@Timeout(60)
class SessionTest {
  private final Client client = new Client(Service.place("SOLVER_TCP"));
  private final ManagedChannel channel =
      NettyChannelBuilder.forTarget(Service.place("SOLVER_TCP").replace("http://", "")).usePlaintext().build();

  @AfterEach
  void close() {
    client.close();
    channel.shutdownNow();
  }

  /** An order; its key is made if it is absent. */
  private static Open.Builder order() {
    return Open.newBuilder()
        .setClientOrderId(UUID.randomUUID().toString())
        .setProblem(Service.small()
                        .getProblemBuilder()
                        .setQuantityUnits(100)
                        .setWholeLots(WholeLots.newBuilder().setLotUnits(1))
                        .setInstrument(Instrument.newBuilder().setTickSize(0.01).setArrivalPrice(50)));
  }

  private static ByteString key() {
    return ByteString.copyFromUtf8(UUID.randomUUID().toString().substring(0, 16));
  }

  private static void rest(Session session) {
    session.forEachRemaining(message -> {});
  }

  /** The first answer to a stream that asks for the session of a key. */
  private StreamReoptimizeResponse resume(ByteString key) {
    var answer = new CompletableFuture<StreamReoptimizeResponse>();
    var requests = SolverServiceGrpc.newStub(channel).streamReoptimize(new StreamObserver<>() {
      @Override
      public void onNext(StreamReoptimizeResponse message) {
        answer.complete(message);
      }

      @Override
      public void onError(Throwable error) {
        answer.completeExceptionally(CallException.from(error));
      }

      @Override
      public void onCompleted() {}
    });
    requests.onNext(StreamReoptimizeRequest.newBuilder().setResume(Resume.newBuilder().setSessionKey(key)).build());
    return answer.join();
  }

  @Test
  void secondStreamWithTheKey_takesTheSessionOver() {
    Open open = order().setSessionKey(key()).build();
    try (Session first = client.openSession(open)) {
      first.next();
      assertEquals(first.sessionId(), resume(open.getSessionKey()).getResumed().getSessionId());
      assertThrows(TakenOverException.class, () -> rest(first));
      assertEquals(0, first.resumes());
    }
  }

  @Test
  void strangerWithoutTheKey_isRefused_andTheFirstGoesOn() {
    Open.Builder open = order();
    try (Session first = client.openSession(open.setSessionKey(key()).build());
         Session stranger = client.openSession(open.clearSessionKey().build())) {
      first.next();
      var error = assertThrows(CallException.class, () -> rest(stranger));
      assertEquals(List.of(Status.Code.PERMISSION_DENIED, "SESSION_OF_OTHERS"), List.of(error.code(), error.reason()));
      long last = first.send(StreamReoptimizeRequest.newBuilder().setPause(Pause.getDefaultInstance()));
      while (first.durableSeq() < last) {
        first.next();
      }
      assertEquals(0, first.resumes());
    }
  }

  @Test
  void unknownSession_isNotFound() {
    var late = assertThrows(CompletionException.class, () -> resume(key()));
    var error = assertInstanceOf(CallException.class, late.getCause());
    assertEquals(List.of(Status.Code.NOT_FOUND, "SESSION_UNKNOWN"), List.of(error.code(), error.reason()));
    assertFalse(error.resumable());
  }
}
