import { setTimeout as sleep } from "node:timers/promises";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Client as GrpcClient, type ClientDuplexStream } from "@grpc/grpc-js";
import { channelArguments, type Tls } from "./address.js";
import { CallError, fromServiceError } from "./errors.js";
import {
  type OpenSchema,
  type StreamReoptimizeRequest,
  type StreamReoptimizeResponse,
} from "./generated/solver/v1/session_pb.js";
import { SolverService } from "./generated/solver/v1/solver_service_pb.js";
import { Ledger, type Event, type Plan } from "./ledger.js";
import { wire } from "./wire.js";

const PAUSE_MS_MIN = 20;
const PAUSE_MS_MAX = 1_000;

// a stream has a connection of its own, and finds out when nobody is at its other end
const STREAM_OPTIONS = { "grpc.keepalive_time_ms": 10_000, "grpc.keepalive_timeout_ms": 5_000 };

type Stream = ClientDuplexStream<StreamReoptimizeRequest, StreamReoptimizeResponse>;

/**
 * One parent order over one stream after another: `send` events, iterate with `for await` over what the service says.
 *
 * When the link or the service breaks, it goes on by itself on a new stream: events that were not durable are sent again,
 * messages that come twice are dropped. The loop ends after Done.
 */
export class Session implements AsyncIterable<StreamReoptimizeResponse> {
  /** How often it has gone on on a new stream. */
  resumes = 0;

  private readonly ledger: Ledger;
  private stream: Stream | undefined;
  private closed = false;

  /** Made by `Client.openSession`. */
  constructor(
    private readonly address: string,
    private readonly tls: Tls | undefined,
    opening: MessageInitShape<typeof OpenSchema>,
    private readonly patienceMs: number,
  ) {
    this.ledger = new Ledger(opening, Date.now());
  }

  /** Sends an event, e.g. `{ case: "fill", value: create(FillSchema, { … }) }`, and returns its seq. Does not wait. */
  send(event: Event): bigint {
    const request = this.ledger.add(event, Date.now());
    if (this.ledger.attached) this.stream?.write(request);
    return request.seq;
  }

  /** The newest plan, complete. */
  get plan(): Plan {
    return this.ledger.plan;
  }

  /** The public name of the session; empty until the service has answered. */
  get sessionId(): string {
    return this.ledger.sessionId;
  }

  /** The last event that `plan` takes into account. */
  get basedOnSeq(): bigint {
    return this.ledger.basedOnSeq;
  }

  /** Events at or below this seq survive a crash of the service. */
  get durableSeq(): bigint {
    return this.ledger.durableSeq;
  }

  /**
   * Plans, acks, rejections, warnings, residuals and Done, each once. Throws a `CallError` that no new stream can heal, or
   * when nobody has answered for the time of `patienceMs`; `SessionLost` if the service does not know the session any more.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<StreamReoptimizeResponse, void, undefined> {
    let [pause, quietSince] = [PAUSE_MS_MIN, performance.now()];
    while (!this.closed) {
      const grpc = new GrpcClient(...channelArguments(this.address, this.tls, STREAM_OPTIONS));
      try {
        for await (const response of this.begin(grpc)) {
          [pause, quietSince] = [PAUSE_MS_MIN, performance.now()];
          if (this.take(response as StreamReoptimizeResponse)) yield response as StreamReoptimizeResponse;
        }
        return;
      } catch (broken) {
        const error = fromServiceError(broken);
        if (!(error instanceof CallError)) throw error;
        if (this.closed || (this.ledger.done && error.reason === "SESSION_UNKNOWN")) return;
        const healed = this.ledger.forgive(error);
        if (!healed || performance.now() - quietSince > this.patienceMs) throw error;
        this.resumes++;
      } finally {
        this.stream?.cancel();
        grpc.close();
      }
      await sleep(pause * (0.5 + Math.random() / 2));
      pause = Math.min(2 * pause, PAUSE_MS_MAX);
    }
  }

  /** Leaves the session; the service keeps it, as its policy says. */
  close(): void {
    this.closed = true;
    this.stream?.cancel();
  }

  private begin(grpc: GrpcClient): Stream {
    const { path, serialize, deserialize } = wire(SolverService.method.streamReoptimize);
    this.stream = grpc.makeBidiStreamRequest(path, serialize, deserialize);
    this.stream.on("error", () => {}); // the loop sees it, too; late ones have no other listener
    for (const request of this.ledger.begin(Date.now())) this.stream.write(request);
    return this.stream;
  }

  private take(response: StreamReoptimizeResponse): boolean {
    const [isForUser, again] = this.ledger.receive(response);
    for (const request of again) this.stream!.write(request);
    if (this.ledger.done) this.stream!.end();
    return isForUser;
  }
}
