import { create, fromBinary, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { status as Code, type ServiceError } from "@grpc/grpc-js";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "./generated/google/rpc/error_details_pb.js";
import { StatusSchema, type Status } from "./generated/google/rpc/status_pb.js";

/** Base of everything this package throws on its own. */
export class SolverError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** The problem has no schedule (or none was found); the message says why. */
export class NoSchedule extends SolverError {}

const RESUMABLE_REASONS = new Set(["SERVER_STOPPING", "JOURNAL_FAILED", "SLOW_READER", "SEQ_GAP"]);

/** A call that ended with another status than OK. */
export class CallError extends SolverError {
  /** The gRPC status code. */
  readonly code: Code;
  /** Why, for a program; empty if the service did not say. */
  readonly reason: string;
  /** After how many milliseconds it is sensible to try again, if the service said so. */
  readonly retryAfterMs: number | undefined;

  constructor(
    /** The error as it came. */
    readonly status: Status,
    message = status.message,
  ) {
    const code: Code = status.code in Code ? status.code : Code.UNKNOWN;
    super(`${Code[code]}: ${message}`);
    this.code = code;
    this.reason = detail(status, ErrorInfoSchema)?.reason ?? "";
    const delay = detail(status, RetryInfoSchema)?.retryDelay;
    this.retryAfterMs = delay && Number(delay.seconds) * 1e3 + delay.nanos / 1e6;
  }

  /** Whether a session that ended so may go on on a new stream: the link broke, or the service asks for it. */
  get resumable(): boolean {
    if (this.reason !== "") return RESUMABLE_REASONS.has(this.reason);
    return [Code.UNAVAILABLE, Code.INTERNAL, Code.UNKNOWN, Code.CANCELLED].includes(this.code);
  }
}

/** One fault of a request. */
export interface Violation {
  /** Its path with the index, e.g. `problem.cost.power_law.alpha[17]`. */
  field: string;
  /** What is wrong and what is allowed. */
  description: string;
}

/** The request is not a problem at all; `violations` has every fault at once. */
export class InvalidProblem extends CallError {
  readonly violations: Violation[];

  constructor(status: Status) {
    const faults = detail(status, BadRequestSchema)?.fieldViolations ?? [];
    super(status, [status.message, ...faults.map((v) => `${v.field}: ${v.description}`)].join("\n  "));
    this.violations = faults.map(({ field, description }) => ({ field, description }));
  }
}

/** No service answers at the address, or the link broke. */
export class Unreachable extends CallError {}

/** The call's time is up. */
export class DeadlineExceeded extends CallError {}

/** The caller's signal ended the call. */
export class Cancelled extends CallError {}

/** The service has enough to do, or the message is too large; see `retryAfterMs`. */
export class Overloaded extends CallError {}

/** The service at the address does not serve this call. */
export class NotServed extends CallError {}

/** A newer stream has taken the session over; nothing that was sent on this one since then has an effect. */
export class TakenOver extends CallError {}

/** The error for a `google.rpc.Status`. */
export function fromStatus(status: Status): CallError {
  const reason = detail(status, ErrorInfoSchema)?.reason;
  if (reason === "FENCED" || reason === "LATE_ATTEMPT") return new TakenOver(status);
  switch (status.code) {
    case Code.INVALID_ARGUMENT:
      return new InvalidProblem(status);
    case Code.UNAVAILABLE:
      return new Unreachable(status);
    case Code.DEADLINE_EXCEEDED:
      return new DeadlineExceeded(status);
    case Code.CANCELLED:
      return new Cancelled(status);
    case Code.RESOURCE_EXHAUSTED:
      return new Overloaded(status);
    case Code.UNIMPLEMENTED:
      return new NotServed(status);
    default:
      return new CallError(status);
  }
}

/** The error for what gRPC ended a call with, details of `grpc-status-details-bin` included. */
export function fromServiceError(error: unknown): unknown {
  if (!isServiceError(error)) return error;
  const [rich] = error.metadata?.get("grpc-status-details-bin") ?? [];
  const status = rich instanceof Buffer ? fromBinary(StatusSchema, rich) : undefined;
  return fromStatus(status ?? create(StatusSchema, { code: error.code, message: error.details }));
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && "details" in error;
}

function detail<T extends DescMessage>(status: Status, schema: T): MessageShape<T> | undefined {
  for (const packed of status.details) {
    const message = anyUnpack(packed, schema);
    if (message !== undefined) return message;
  }
  return undefined;
}
