package solvergrpc;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import solvergrpc.solver.v1.Open;
import solvergrpc.solver.v1.SolverServiceGrpc;
import solvergrpc.solver.v1.StreamReoptimizeRequest;
import solvergrpc.solver.v1.StreamReoptimizeResponse;

/**
 * One parent order over one stream after another: events in, plans out. One thread iterates over plans, acks,
 * rejections, warnings, residuals and Done, each once; any may send.
 *
 * <p>When the link or the service breaks, it goes on by itself on a new stream: events that were not durable are sent
 * again, messages that come twice are dropped. The iteration ends after Done. {@link #hasNext} throws a {@link
 * CallException} that no new stream can heal, or when nobody has answered for the time of the session's patience;
 * {@link SessionLostException} if the service has lost what it had called durable.
 */
public final class Session implements Iterator<StreamReoptimizeResponse>, AutoCloseable {
  private static final Duration PAUSE_MIN = Duration.ofMillis(20);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

  /** A message of a stream, or its end: with an error or without. */
  private record Event(Stream stream, StreamReoptimizeResponse message, CallException error) {}

  private final Supplier<ManagedChannel> connect;
  private final Duration patience;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  // guarded by this
  private final Ledger ledger;
  private Stream stream;
  private boolean closed;
  private int resumes;

  // of the iterating thread alone
  private StreamReoptimizeResponse upcoming;
  private boolean over;
  private Duration pause = PAUSE_MIN;
  private long quietSince = System.nanoTime();

  Session(Supplier<ManagedChannel> connect, Open opening, Duration patience) {
    this.connect = connect;
    this.patience = patience;
    this.ledger = new Ledger(opening, System.currentTimeMillis());
  }

  /**
   * Sends an event, of which only the event itself and perhaps event_time are set, and returns its seq. Does not wait.
   */
  public synchronized long send(StreamReoptimizeRequest.Builder event) {
    StreamReoptimizeRequest request = ledger.add(event, System.currentTimeMillis());
    if (ledger.attached() && stream != null) {
      stream.write(request);
    }
    return request.getSeq();
  }

  /** The newest plan, complete. */
  public synchronized Plan plan() {
    return ledger.plan();
  }

  /** The public name of the session; empty until the service has answered. */
  public synchronized String sessionId() {
    return ledger.sessionId();
  }

  /** The last event that {@link #plan} takes into account. */
  public synchronized long basedOnSeq() {
    return ledger.basedOnSeq();
  }

  /** Events at or below this seq survive a crash of the service. */
  public synchronized long durableSeq() {
    return ledger.durableSeq();
  }

  /** How often it has gone on on a new stream. */
  public synchronized int resumes() {
    return resumes;
  }

  /** Leaves the session; the service keeps it, as its policy says. */
  @Override
  public synchronized void close() {
    closed = true;
    if (stream != null) {
      stream.end();
    }
  }

  /** Waits for the next message; false after the stream has ended after Done, or after {@link #close}. */
  @Override
  public boolean hasNext() {
    while (upcoming == null && !over) {
      try {
        step();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        over = true;
        close();
        throw new SolverException("interrupted", e);
      } catch (SolverException e) {
        over = true;
        close();
        throw e;
      }
    }
    return upcoming != null;
  }

  @Override
  public StreamReoptimizeResponse next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    StreamReoptimizeResponse message = upcoming;
    upcoming = null;
    return message;
  }

  private void step() throws InterruptedException {
    synchronized (this) {
      if (closed) {
        over = true;
        return;
      }
      if (stream == null) {
        begin();
      }
    }
    Event event = events.take();
    synchronized (this) {
      if (event.stream() != stream) {
        return; // the last words of an older one
      }
      if (event.message() != null) {
        take(event.message());
        return;
      }
      stream.end();
      stream = null;
      over = event.error() == null || closed || isForgotten(event.error());
      if (over) {
        return;
      }
      if (!ledger.forgive(event.error()) || System.nanoTime() - quietSince > patience.toNanos()) {
        throw event.error();
      }
      resumes++;
    }
    Thread.sleep(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis()));
    pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
  }

  private boolean isForgotten(CallException error) {
    return ledger.done() && error.reason().equals("SESSION_UNKNOWN");
  }

  private void begin() {
    stream = new Stream(connect.get());
    ledger.begin(System.currentTimeMillis()).forEach(stream::write);
  }

  private void take(StreamReoptimizeResponse message) {
    pause = PAUSE_MIN;
    quietSince = System.nanoTime();
    Ledger.Reception reception = ledger.receive(message);
    reception.again().forEach(stream::write);
    if (ledger.done()) {
      stream.complete();
    }
    if (reception.isForUser()) {
      upcoming = message;
    }
  }

  /** One stream with a connection of its own: one that broke would wait before it tries again. */
  private final class Stream implements StreamObserver<StreamReoptimizeResponse> {
    private final ManagedChannel channel;
    private final StreamObserver<StreamReoptimizeRequest> requests;
    private boolean completed;

    Stream(ManagedChannel channel) {
      this.channel = channel;
      this.requests = SolverServiceGrpc.newStub(channel).streamReoptimize(this);
    }

    void write(StreamReoptimizeRequest request) {
      if (!completed) {
        requests.onNext(request);
      }
    }

    void complete() {
      if (!completed) {
        requests.onCompleted();
      }
      completed = true;
    }

    void end() {
      completed = true;
      channel.shutdownNow();
    }

    @Override
    public void onNext(StreamReoptimizeResponse message) {
      events.add(new Event(this, message, null));
    }

    @Override
    public void onError(Throwable error) {
      events.add(new Event(this, null, CallException.from(error)));
    }

    @Override
    public void onCompleted() {
      events.add(new Event(this, null, null));
    }
  }
}
