package solvergrpc;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import solvergrpc.solver.v1.CompareRequest;
import solvergrpc.solver.v1.CompareResponse;
import solvergrpc.solver.v1.Open;
import solvergrpc.solver.v1.SolveRequest;
import solvergrpc.solver.v1.SolveResponse;
import solvergrpc.solver.v1.SolverServiceGrpc;
import solvergrpc.solver.v1.TraceFrontierRequest;

/** A connection to the service. Thread-safe; close it. */
public final class Client implements AutoCloseable {
  /** Largest message that is taken: a million periods of a composite model take 48 MB. */
  public static final int MESSAGE_BYTES_MAX = 64 << 20;

  /** Time limit of a call that gives none of its own. */
  public static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final String target;
  private final Optional<Tls> tls;
  private final ManagedChannel channel;

  /** Connects to {@code host:port}, {@code http://host:port} or {@code https://host:port}. */
  public Client(String address) {
    this(address, address.startsWith("https://") ? Optional.of(Tls.system()) : Optional.empty());
  }

  /** Connects with TLS. */
  public Client(String address, Tls tls) {
    this(address, Optional.of(tls));
  }

  private Client(String address, Optional<Tls> tls) {
    if (address.startsWith("unix:")) {
      throw new IllegalArgumentException("Debian's Netty has no Unix sockets");
    }
    this.target = address.replaceFirst("^https?://", "").replaceFirst("/+$", "");
    this.tls = tls;
    this.channel = connect().build();
  }

  /**
   * A connection of its own: Netty 4.1.48 still sends for a call that it has reset, which ends the whole connection.
   */
  private NettyChannelBuilder connect() {
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget(target).maxInboundMessageSize(MESSAGE_BYTES_MAX);
    if (tls.isPresent()) {
      builder.sslContext(tls.get().context());
      tls.get().serverName().ifPresent(builder::overrideAuthority);
    } else {
      builder.usePlaintext();
    }
    return builder;
  }

  /** Solves one problem within {@link #TIMEOUT}. */
  public Solution solve(SolveRequest request) {
    return solve(request, TIMEOUT);
  }

  /**
   * Solves one problem. A problem without a schedule is an answer, too: look at its termination. Interrupting the
   * thread cancels the solve.
   *
   * @throws InvalidProblemException it is not a problem at all; every violation is named
   * @throws CallException the call failed otherwise
   */
  public Solution solve(SolveRequest request, Duration timeout) {
    try {
      return new Solution(within(timeout, SolverServiceGrpc.newBlockingStub(channel)).solve(request));
    } catch (StatusRuntimeException e) {
      throw CallException.from(e);
    }
  }

  /**
   * Solves one problem without waiting; it fails with a {@link CallException}. Cancelling the future cancels the
   * solve.
   */
  public CompletableFuture<Solution> solveAsync(SolveRequest request, Duration timeout) {
    var future = new CompletableFuture<Solution>();
    io.grpc.Context.CancellableContext context = io.grpc.Context.current().withCancellation();
    future.whenComplete((solution, error) -> context.close());
    context.run(() -> within(timeout, SolverServiceGrpc.newStub(channel)).solve(request, completing(future)));
    return future;
  }

  /** Runs several methods and baselines on one problem; throws what {@link #solve(SolveRequest, Duration)} throws. */
  public CompareResponse compare(CompareRequest request, Duration timeout) {
    try {
      return within(timeout, SolverServiceGrpc.newBlockingStub(channel)).compare(request);
    } catch (StatusRuntimeException e) {
      throw CallException.from(e);
    }
  }

  /** Finds points of the efficient frontier of expected cost and variance, with a connection of its own. */
  public Points traceFrontier(TraceFrontierRequest request, Duration timeout) {
    ManagedChannel own = connect().build();
    return new Points(own, within(timeout, SolverServiceGrpc.newBlockingStub(own)).traceFrontier(request));
  }

  /**
   * Solves many problems on one stream, with a connection of its own; the answers come as they are ready, in any order.
   * The requests are read by gRPC's threads, as fast as the service takes them; their request_id is set to their
   * position.
   */
  public Items solveMany(Iterator<SolveRequest> requests, Duration timeout) {
    var items = new Items(requests, connect().build());
    within(timeout, SolverServiceGrpc.newStub(items.channel())).solveMany(items.observer());
    return items;
  }

  /** Opens a session that tries for a minute to reach the service again. */
  public Session openSession(Open opening) {
    return openSession(opening, Duration.ofMinutes(1));
  }

  /**
   * Opens a session for one parent order; its session_key is made if it is absent. Nothing is sent before the iteration
   * over the session begins. {@code patience} is how long it tries to reach the service again.
   */
  public Session openSession(Open opening, Duration patience) {
    return new Session(
        ()
            -> connect().keepAliveTime(10, TimeUnit.SECONDS).keepAliveTimeout(5, TimeUnit.SECONDS).build(),
        opening, patience);
  }

  /** Closes the connection; calls under way are cancelled. */
  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static <S extends AbstractStub<S>> S within(Duration timeout, S stub) {
    return stub.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static StreamObserver<SolveResponse> completing(CompletableFuture<Solution> future) {
    return new StreamObserver<>() {
      @Override
      public void onNext(SolveResponse response) {
        future.complete(new Solution(response));
      }

      @Override
      public void onError(Throwable error) {
        future.completeExceptionally(CallException.from(error));
      }

      @Override
      public void onCompleted() {}
    };
  }
}
