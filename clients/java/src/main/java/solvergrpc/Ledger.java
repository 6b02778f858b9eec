package solvergrpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.security.SecureRandom;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import solvergrpc.solver.v1.Durability;
import solvergrpc.solver.v1.Open;
import solvergrpc.solver.v1.Resume;
import solvergrpc.solver.v1.StreamReoptimizeRequest;
import solvergrpc.solver.v1.StreamReoptimizeResponse;

/**
 * What a session remembers so that it survives its links: which events are not safe yet, which messages have been seen.
 * It does no I/O and is not thread-safe.
 */
final class Ledger {
  private static final int KEY_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Whether a message is for the user, and what to send again. */
  record Reception(boolean isForUser, List<StreamReoptimizeRequest> again) {}

  private static final Reception NOTHING = new Reception(false, List.of());

  private final Open opening;
  private final TreeMap<Long, StreamReoptimizeRequest> unsafe = new TreeMap<>();
  private Plan plan;
  private String sessionId = "";
  private long lastSeq;
  private long lastServerSeq;
  private long basedOnSeq;
  private long durableSeq;
  private long attempt; // rises, whatever the clock does: a stream that is read late is turned away by it
  private boolean done;
  private boolean attached;
  private boolean known; // to the service

  Ledger(Open opening, long nowMillis) {
    this.opening = opening.getSessionKey().isEmpty() ? opening.toBuilder().setSessionKey(newKey()).build() : opening;
    plan = Plan.none(opening.getProblem().getGrid().getPeriodCount());
    add(StreamReoptimizeRequest.newBuilder().setOpen(this.opening), nowMillis);
  }

  private static ByteString newKey() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return ByteString.copyFrom(key);
  }

  /** Numbers an event and keeps it until it is durable. */
  StreamReoptimizeRequest add(StreamReoptimizeRequest.Builder event, long nowMillis) {
    event.setSeq(++lastSeq);
    if (!event.hasEventTime()) {
      event.setEventTime(
          Timestamp.newBuilder().setSeconds(nowMillis / 1000).setNanos((int) (nowMillis % 1000) * 1_000_000));
    }
    StreamReoptimizeRequest request = event.build();
    unsafe.put(lastSeq, request);
    return request;
  }

  /** The first messages of a new stream. */
  List<StreamReoptimizeRequest> begin(long nowMillis) {
    attached = !known;
    attempt = Math.max(attempt + 1, TimeUnit.MILLISECONDS.toNanos(nowMillis));
    if (attached) {
      var first = unsafe.get(1L).toBuilder();
      first.getOpenBuilder().setAttempt(attempt);
      unsafe.put(1L, first.build());
      return List.copyOf(unsafe.values());
    }
    var resume =
        Resume.newBuilder().setSessionKey(opening.getSessionKey()).setLastServerSeq(lastServerSeq).setAttempt(attempt);
    return List.of(StreamReoptimizeRequest.newBuilder().setResume(resume).build());
  }

  /** Takes a message from the service. */
  Reception receive(StreamReoptimizeResponse response) {
    if (response.getServerSeq() != 0) {
      if (response.getServerSeq() <= lastServerSeq) {
        return NOTHING; // said twice
      }
      lastServerSeq = response.getServerSeq();
    }
    forgetDurable(response);
    switch (response.getMessageCase()) {
      case OPENED -> {
        recognised(response.getOpened().getSessionId());
        return NOTHING;
      }
      case RESUMED -> {
        recognised(response.getResumed().getSessionId());
        return new Reception(false, missedAfter(response.getResumed().getLastSeq()));
      }
      case RESEND_REQUEST -> {
        var missing = response.getResendRequest();
        return new Reception(
            false, List.copyOf(unsafe.subMap(missing.getFirstSeq(), true, missing.getLastSeq(), true).values()));
      }
      case HEARTBEAT -> {
        return NOTHING;
      }
      case PLAN -> plan = plan.merge(response.getPlan());
      case DONE -> done = true;
      default -> {}
    }
    return new Reception(true, List.of());
  }

  /** Whether a new stream may heal what ended this one. */
  boolean forgive(CallException error) {
    attached = false;
    if (error.reason().equals("SESSION_UNKNOWN") && unsafe.containsKey(1L)) {
      known = false; // the service has lost everything: it gets everything again
      lastServerSeq = 0;
      return true;
    }
    return error.resumable();
  }

  private void recognised(String id) {
    known = true;
    attached = true;
    sessionId = id;
  }

  private void forgetDurable(StreamReoptimizeResponse response) {
    if (response.hasPlan() || response.hasAck() || response.hasDone() || response.hasHeartbeat()) {
      basedOnSeq = Math.max(basedOnSeq, response.getBasedOnSeq()); // others are ahead of their plan
    }
    durableSeq = Math.max(durableSeq, response.getDurableSeq());
    boolean isKept = opening.getPolicy().getDurability() != Durability.DURABILITY_NONE;
    unsafe.headMap(isKept ? durableSeq : response.getBasedOnSeq(), true).clear();
    }

    private List<StreamReoptimizeRequest> missedAfter(long seq) {
      var missed = List.copyOf(unsafe.tailMap(seq, false).values());
      if (missed.size() != lastSeq - seq) {
        throw new SessionLostException("the service has events up to " + seq + ", but " + durableSeq + " were durable");
      }
      return missed;
    }

    /** New events may be sent; until then they wait for what the service has missed. */
    boolean attached() {
      return attached;
    }

    boolean done() {
      return done;
    }

    Plan plan() {
      return plan;
    }

    String sessionId() {
      return sessionId;
    }

    long basedOnSeq() {
      return basedOnSeq;
    }

    long durableSeq() {
      return durableSeq;
    }
  }
