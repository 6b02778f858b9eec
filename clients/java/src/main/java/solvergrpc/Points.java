package solvergrpc;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import solvergrpc.solver.v1.TraceFrontierResponse;

/**
 * The points of {@link Client#traceFrontier}, as they are found. For one thread. Close it: that ends the work; an error
 * of the stream is thrown as a {@link CallException}.
 */
public final class Points implements Iterator<TraceFrontierResponse>, AutoCloseable {
  private final ManagedChannel channel;
  private final Iterator<TraceFrontierResponse> stream;

  Points(ManagedChannel channel, Iterator<TraceFrontierResponse> stream) {
    this.channel = channel;
    this.stream = stream;
  }

  /** Waits for the next point; false after the last one. */
  @Override
  public boolean hasNext() {
    try {
      boolean more = stream.hasNext();
      if (!more) {
        channel.shutdown();
      }
      return more;
    } catch (StatusRuntimeException e) {
      throw CallException.from(e);
    }
  }

  @Override
  public TraceFrontierResponse next() {
    try {
      return stream.next();
    } catch (StatusRuntimeException e) {
      throw CallException.from(e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
