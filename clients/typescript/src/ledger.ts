import { randomBytes } from "node:crypto";
import { clone, create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { SolverError, type CallError } from "./errors.js";
import {
  Durability,
  OpenSchema,
  ResumeSchema,
  StreamReoptimizeRequestSchema,
  type Open,
  type Plan as PlanMessage,
  type StreamReoptimizeRequest,
  type StreamReoptimizeResponse,
} from "./generated/solver/v1/session_pb.js";

/** An event for a session, e.g. `{ case: "fill", value: { ... } }`. */
export type Event = NonNullable<MessageInitShape<typeof StreamReoptimizeRequestSchema>["event"]>;

/** The service does not know the session any more, or has lost events that it had called durable. */
export class SessionLost extends SolverError {}

/** What to do now. */
export interface Plan {
  /** 1, 2, …; 0: there is no plan yet. */
  version: bigint;
  /** The first period that is not closed. */
  fromPeriod: number;
  /** Units for each period of the grid, 0 before `fromPeriod`. */
  schedule: bigint[];
  /** The plan as it came: with its certificate and state, perhaps with changed periods only. */
  message?: PlanMessage;
}

const NANOSECONDS_PER_MS = 1_000_000n;

const max = (a: bigint, b: bigint) => (a > b ? a : b);

/**
 * What a session remembers so that it survives its links: which events are not safe yet, which messages have been seen.
 * It does no I/O.
 */
export class Ledger {
  plan: Plan;
  sessionId = "";
  lastSeq = 0n;
  basedOnSeq = 0n;
  durableSeq = 0n;
  done = false;
  /** New events may be sent; until then they wait for what the service has missed. */
  attached = false;

  private readonly opening: Open;
  private lastServerSeq = 0n;
  private attempt = 0n; // rises, whatever the clock does: a stream that is read late is turned away by it
  private known = false; // to the service
  private unsafe: StreamReoptimizeRequest[] = []; // in the order of seq

  constructor(opening: MessageInitShape<typeof OpenSchema>, now: number) {
    this.opening = clone(OpenSchema, create(OpenSchema, opening));
    if (this.opening.sessionKey.length === 0) this.opening.sessionKey = randomBytes(16);
    const periods = this.opening.problem?.grid?.periodCount ?? 0;
    this.plan = { version: 0n, fromPeriod: 0, schedule: new Array<bigint>(periods).fill(0n) };
    this.add({ case: "open", value: this.opening }, now);
  }

  /** Numbers an event and keeps it until it is durable. */
  add(event: Event, now: number): StreamReoptimizeRequest {
    const eventTime = timestampFromMs(now);
    const request = create(StreamReoptimizeRequestSchema, { seq: ++this.lastSeq, eventTime, event });
    this.unsafe.push(request);
    return request;
  }

  /** The first messages of a new stream. */
  begin(now: number): StreamReoptimizeRequest[] {
    this.attached = !this.known;
    this.attempt = max(this.attempt + 1n, BigInt(now) * NANOSECONDS_PER_MS);
    const { attempt, lastServerSeq } = this;
    if (this.attached) {
      const first = clone(StreamReoptimizeRequestSchema, this.unsafe[0]!);
      if (first.event.case === "open") first.event.value.attempt = attempt;
      this.unsafe[0] = first;
      return [...this.unsafe];
    }
    const value = create(ResumeSchema, { sessionKey: this.opening.sessionKey, lastServerSeq, attempt });
    return [create(StreamReoptimizeRequestSchema, { event: { case: "resume", value } })];
  }

  /** Whether a message is for the user, and what to send again. */
  receive(response: StreamReoptimizeResponse): [boolean, StreamReoptimizeRequest[]] {
    if (response.serverSeq !== 0n) {
      if (response.serverSeq <= this.lastServerSeq) return [false, []]; // said twice
      this.lastServerSeq = response.serverSeq;
    }
    this.forgetDurable(response);
    const { message } = response;
    switch (message.case) {
      case "opened":
        this.recognised(message.value.sessionId);
        return [false, []];
      case "resumed":
        this.recognised(message.value.sessionId);
        return [false, this.missedAfter(message.value.lastSeq)];
      case "resendRequest":
        return [false, this.between(message.value.firstSeq, message.value.lastSeq)];
      case "heartbeat":
        return [false, []];
      case "plan":
        this.merge(message.value);
        break;
      case "done":
        this.done = true;
    }
    return [true, []];
  }

  /** Whether a new stream may heal what ended this one. */
  forgive(error: CallError): boolean {
    this.attached = false;
    if (error.reason === "SESSION_UNKNOWN" && this.unsafe[0]?.seq === 1n) {
      [this.known, this.lastServerSeq] = [false, 0n]; // the service has lost everything: it gets everything again
      return true;
    }
    return error.resumable;
  }

  private recognised(sessionId: string): void {
    [this.known, this.attached, this.sessionId] = [true, true, sessionId];
  }

  private forgetDurable(response: StreamReoptimizeResponse): void {
    if (["plan", "ack", "done", "heartbeat"].includes(response.message.case ?? "")) {
      this.basedOnSeq = max(this.basedOnSeq, response.basedOnSeq); // others are ahead of their plan
    }
    this.durableSeq = max(this.durableSeq, response.durableSeq);
    const safe = this.opening.policy?.durability === Durability.NONE ? response.basedOnSeq : this.durableSeq;
    while (this.unsafe[0] !== undefined && this.unsafe[0].seq <= safe) this.unsafe.shift();
  }

  private missedAfter(seq: bigint): StreamReoptimizeRequest[] {
    const missed = this.between(seq + 1n, this.lastSeq);
    if (BigInt(missed.length) !== this.lastSeq - seq) {
      throw new SessionLost(`the service has events up to ${seq}, but ${this.durableSeq} were durable`);
    }
    return missed;
  }

  private between(first: bigint, last: bigint): StreamReoptimizeRequest[] {
    return this.unsafe.filter((request) => first <= request.seq && request.seq <= last);
  }

  private merge(plan: PlanMessage): void {
    const { version, fromPeriod, changedPeriods, units } = plan;
    const sparse = changedPeriods.length > 0;
    const schedule = this.plan.schedule.map((old, i) =>
      i < fromPeriod ? 0n : sparse ? old : (units[i - fromPeriod] ?? 0n),
    );
    changedPeriods.forEach((period, i) => (schedule[period] = units[i]!));
    this.plan = { version, fromPeriod, schedule, message: plan };
  }
}
