import {
  create,
  type DescMessage,
  type DescMethod,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { Client as GrpcClient, type CallOptions } from "@grpc/grpc-js";
import { channelArguments, type Tls } from "./address.js";
import { fromServiceError, fromStatus, type CallError } from "./errors.js";
import {
  CompareRequestSchema,
  SolveManyRequestSchema,
  SolverService,
  SolveRequestSchema,
  TraceFrontierRequestSchema,
  type CompareResponse,
  type SolveManyResponse,
  type TraceFrontierResponse,
} from "./generated/solver/v1/solver_service_pb.js";
import type { OpenSchema } from "./generated/solver/v1/session_pb.js";
import { Session } from "./session.js";
import { Solution } from "./solution.js";
import { wire } from "./wire.js";

/** A request, or the plain object it is made from. */
export type Request = MessageInitShape<typeof SolveRequestSchema>;

/** How a client connects. */
export interface ClientSettings {
  /** With `https://` this may be left out: then the roots of Node.js are trusted. */
  tls?: Tls;
  /** Time limit of a call that gives none of its own, in milliseconds; 30,000 by default, `Infinity`: none. */
  timeoutMs?: number;
}

/** What a single call may say. */
export interface CallSettings {
  /** Time limit in milliseconds, in place of the client's. */
  timeoutMs?: number;
  /** Ends the call, and the solve in the service. */
  signal?: AbortSignal;
}

/** One answer of `solveMany`. */
export interface Item {
  /** Position of its request, from 0. */
  index: number;
  /** The answer, unless there is an error. */
  solution?: Solution;
  /** The error that `solve` would have thrown; it ends only this item. */
  error?: CallError;
}

/** A connection to the service at `host:port`, `http://host:port`, `https://host:port` or `unix:/path`. */
export class Client {
  private readonly grpc: GrpcClient;
  private readonly tls: Tls | undefined;
  private readonly timeoutMs: number;

  /** Nothing is sent before the first call. */
  constructor(
    private readonly address: string,
    settings: ClientSettings = {},
  ) {
    this.tls = settings.tls;
    this.grpc = new GrpcClient(...channelArguments(address, settings.tls));
    this.timeoutMs = settings.timeoutMs ?? 30_000;
  }

  /**
   * Solves one problem. A problem without a schedule is an answer, too: look at its `termination`.
   * Rejects with `InvalidProblem` or another `CallError`.
   */
  async solve(request: Request, settings: CallSettings = {}): Promise<Solution> {
    return new Solution(await this.unary(SolverService.method.solve, create(SolveRequestSchema, request), settings));
  }

  /** Runs several methods and baselines on one problem; rejects as `solve` does. */
  compare(
    request: MessageInitShape<typeof CompareRequestSchema>,
    settings: CallSettings = {},
  ): Promise<CompareResponse> {
    return this.unary(SolverService.method.compare, create(CompareRequestSchema, request), settings);
  }

  /** Yields points of the efficient frontier as they are found. Leaving the loop early ends the work. */
  async *traceFrontier(
    request: MessageInitShape<typeof TraceFrontierRequestSchema>,
    settings: CallSettings = {},
  ): AsyncGenerator<TraceFrontierResponse, void, undefined> {
    const { path, serialize, deserialize } = wire(SolverService.method.traceFrontier);
    const message = create(TraceFrontierRequestSchema, request);
    const call = this.grpc.makeServerStreamRequest(path, serialize, deserialize, message, this.callOptions(settings));
    cancelWith(settings.signal, call);
    try {
      for await (const point of call) yield point as TraceFrontierResponse;
    } catch (error) {
      throw fromServiceError(error);
    } finally {
      call.cancel();
    }
  }

  /**
   * Solves many problems on one stream and yields the answers as they are ready, in any order. The requests are read as
   * fast as the service takes them; their request_id is set to their position. A wrong problem ends only its own item.
   * Leaving the loop early cancels what is still under way.
   */
  async *solveMany(
    requests: Iterable<Request> | AsyncIterable<Request>,
    settings: CallSettings = {},
  ): AsyncGenerator<Item, void, undefined> {
    const { path, serialize, deserialize } = wire(SolverService.method.solveMany);
    const call = this.grpc.makeBidiStreamRequest(path, serialize, deserialize, this.callOptions(settings));
    cancelWith(settings.signal, call);
    let broken: unknown;
    const sending = (async () => {
      let index = 0;
      for await (const request of requests) {
        const solve = create(SolveRequestSchema, request);
        solve.requestId = String(index++);
        if (!call.write(create(SolveManyRequestSchema, { solve }))) await settled(call);
        if (call.destroyed) return;
      }
      call.end();
    })().catch((error: unknown) => {
      broken = error; // the caller's own iteration failed
      call.cancel();
    });
    try {
      for await (const response of call) yield item(response as SolveManyResponse);
    } catch (error) {
      throw broken ?? fromServiceError(error);
    } finally {
      call.cancel();
    }
    await sending;
  }

  /**
   * Opens a session for one parent order; `sessionKey` is made if it is absent. Nothing is sent before the loop over the
   * session begins. `patienceMs` is how long it tries to reach the service again.
   */
  openSession(opening: MessageInitShape<typeof OpenSchema>, settings: { patienceMs?: number } = {}): Session {
    return new Session(this.address, this.tls, opening, settings.patienceMs ?? 60_000);
  }

  /** Closes the connection; sessions have their own. */
  close(): void {
    this.grpc.close();
  }

  private unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethod & { input: I; output: O },
    message: MessageShape<I>,
    settings: CallSettings,
  ): Promise<MessageShape<O>> {
    return new Promise((resolve, reject) => {
      const { path, serialize, deserialize } = wire(method);
      const options = this.callOptions(settings);
      const call = this.grpc.makeUnaryRequest(path, serialize, deserialize, message, options, (error, response) =>
        error ? reject(fromServiceError(error)) : resolve(response!),
      );
      cancelWith(settings.signal, call);
    });
  }

  private callOptions(settings: CallSettings): CallOptions {
    const timeoutMs = settings.timeoutMs ?? this.timeoutMs;
    return { deadline: Date.now() + timeoutMs };
  }
}

function item(response: SolveManyResponse): Item {
  const index = Number(response.requestId);
  return response.result.case === "response"
    ? { index, solution: new Solution(response.result.value) }
    : { index, error: fromStatus(response.result.value!) };
}

function cancelWith(signal: AbortSignal | undefined, call: { cancel(): void }): void {
  if (signal?.aborted) call.cancel();
  signal?.addEventListener("abort", () => call.cancel(), { once: true });
}

/** Until a stream takes more, or nothing any more. */
function settled(call: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ["drain", "close", "error", "status"]) call.once(event, () => resolve());
  });
}
