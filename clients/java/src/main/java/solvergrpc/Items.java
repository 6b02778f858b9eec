package solvergrpc;

import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import solvergrpc.solver.v1.SolveManyRequest;
import solvergrpc.solver.v1.SolveManyResponse;
import solvergrpc.solver.v1.SolveRequest;

/**
 * The answers of {@link Client#solveMany}, as they are ready. For one thread. Closing it cancels what is still under
 * way; an error of the stream is thrown by {@link #hasNext} as a {@link CallException}.
 */
public final class Items implements Iterator<Item>, AutoCloseable {
  private sealed interface Event permits Answer, End {}

  private record Answer(Item item) implements Event {}

  private record End(Throwable error) implements Event {}

  private final Iterator<SolveRequest> requests;
  private final ManagedChannel channel;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private ClientCallStreamObserver<SolveManyRequest> call;
  private Event upcoming;

  Items(Iterator<SolveRequest> requests, ManagedChannel channel) {
    this.requests = requests;
    this.channel = channel;
  }

  ManagedChannel channel() {
    return channel;
  }

  /** Waits for the next answer; false after the last one. */
  @Override
  public boolean hasNext() {
    if (upcoming == null) {
      upcoming = take();
    }
    if (upcoming instanceof End end) {
      if (end.error() == null) {
        return false;
      }
      throw end.error() instanceof CallException e ? e : new IllegalStateException("the requests failed", end.error());
    }
    return true;
  }

  @Override
  public Item next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Item item = ((Answer) upcoming).item();
    upcoming = null;
    call.request(1);
    return item;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private Event take() {
    try {
      return events.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new SolverException("interrupted", e);
    }
  }

  ClientResponseObserver<SolveManyRequest, SolveManyResponse> observer() {
    return new Observer();
  }

  private final class Observer implements ClientResponseObserver<SolveManyRequest, SolveManyResponse> {
    private int sent;
    private boolean finished;

    @Override
    public void beforeStart(ClientCallStreamObserver<SolveManyRequest> stream) {
      call = stream;
      stream.disableAutoRequestWithInitial(1);
      stream.setOnReadyHandler(this::send);
    }

    private void send() {
      try {
        while (!finished && call.isReady()) {
          if (requests.hasNext()) {
            SolveRequest request = requests.next().toBuilder().setRequestId(Integer.toString(sent++)).build();
            call.onNext(SolveManyRequest.newBuilder().setSolve(request).build());
          } else {
            finished = true;
            call.onCompleted();
          }
        }
      } catch (RuntimeException e) { // of the iterator
        finished = true;
        events.add(new End(e));
        call.cancel("the requests failed", e);
      }
    }

    @Override
    public void onNext(SolveManyResponse response) {
      events.add(new Answer(Item.of(response)));
    }

    @Override
    public void onError(Throwable error) {
      events.add(new End(CallException.from(error)));
      channel.shutdown();
    }

    @Override
    public void onCompleted() {
      events.add(new End(null));
      channel.shutdown();
    }
  }
}
