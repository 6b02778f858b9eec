import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { status as Code } from "@grpc/grpc-js";
import { fromStatus, type CallError } from "../src/errors.js";
import { ErrorInfoSchema } from "../src/generated/google/rpc/error_details_pb.js";
import { StatusSchema } from "../src/generated/google/rpc/status_pb.js";
import {
  AckSchema,
  Durability,
  OpenedSchema,
  PauseSchema,
  PlanSchema,
  ResendRequestSchema,
  ResumedSchema,
  SessionLost,
  StreamReoptimizeResponseSchema,
  WarningSchema,
  type StreamReoptimizeRequest,
  type StreamReoptimizeResponse,
} from "../src/index.js";
import { Ledger } from "../src/ledger.js";
import { small } from "./service.js";

function say(
  serverSeq: number,
  basedOnSeq: number,
  durableSeq: number,
  message: MessageInitShape<typeof StreamReoptimizeResponseSchema>["message"],
): StreamReoptimizeResponse {
  const [server, based, durable] = [serverSeq, basedOnSeq, durableSeq].map(BigInt);
  return create(StreamReoptimizeResponseSchema, {
    serverSeq: server!,
    basedOnSeq: based!,
    durableSeq: durable!,
    message: message!,
  });
}

const ack = (serverSeq: number, basedOn: number, durable: number) =>
  say(serverSeq, basedOn, durable, { case: "ack", value: create(AckSchema) });

const resumed = (lastSeq: number) =>
  say(0, 0, 0, { case: "resumed", value: create(ResumedSchema, { sessionId: "s", lastSeq: BigInt(lastSeq) }) });

const seqs = (requests: StreamReoptimizeRequest[]) => requests.map((request) => Number(request.seq));

function failure(code: Code, reason = ""): CallError {
  const details = reason === "" ? [] : [anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason }))];
  return fromStatus(create(StatusSchema, { code, details }));
}

/** A ledger with an answered Open and events 2, 3, …. */
function openWithEvents(count: number, durability = Durability.UNSPECIFIED): Ledger {
  const problem = { ...small, grid: { periodCount: 4 } };
  const ledger = new Ledger({ problem, policy: { durability } }, Date.now());
  ledger.begin(Date.now());
  ledger.receive(say(1, 1, 0, { case: "opened", value: create(OpenedSchema, { sessionId: "s" }) }));
  for (let i = 0; i < count; i++) ledger.add({ case: "pause", value: create(PauseSchema) }, Date.now());
  return ledger;
}

test("resume names the last message and sends what the service has not", () => {
  const ledger = openWithEvents(3);
  assert.ok(ledger.forgive(failure(Code.UNAVAILABLE)));
  const [first] = ledger.begin(Date.now());
  assert.ok(first?.event.case === "resume");
  assert.deepEqual([first.event.value.lastServerSeq, first.event.value.sessionKey.length], [1n, 16]);
  assert.equal(ledger.attached, false); // events wait
  assert.deepEqual(seqs(ledger.receive(resumed(2))[1]), [3, 4]);
  assert.equal(ledger.attached, true);
});

test("attempts rise, whatever the clock does", () => {
  const ledger = new Ledger({ problem: small }, 0);
  const attempt = (now: number) => {
    const [first] = ledger.begin(now);
    assert.ok(first?.event.case === "open" || first?.event.case === "resume");
    return first.event.value.attempt;
  };
  const attempts = [attempt(1_000), attempt(1_000)];
  ledger.receive(say(1, 1, 0, { case: "opened", value: create(OpenedSchema, { sessionId: "s" }) }));
  attempts.push(attempt(999), attempt(1_001));
  assert.deepEqual(attempts, [1_000_000_000n, 1_000_000_001n, 1_000_000_002n, 1_001_000_000n]);
});

test("durable events are forgotten, and their loss is noticed", () => {
  const ledger = openWithEvents(3);
  ledger.receive(ack(2, 4, 3));
  assert.deepEqual(seqs(ledger.receive(resumed(3))[1]), [4]);
  assert.throws(() => ledger.receive(resumed(2)), SessionLost);
});

test("a service that has lost everything gets it again, unless it was durable", () => {
  const unknown = failure(Code.NOT_FOUND, "SESSION_UNKNOWN");
  const ledger = openWithEvents(2);
  assert.ok(ledger.forgive(unknown));
  assert.deepEqual(seqs(ledger.begin(Date.now())), [1, 2, 3]);
  assert.ok(ledger.receive(ack(1, 1, 1))[0]); // numbers begin again, too
  assert.ok(!ledger.forgive(unknown));
});

test("only what a new stream heals is forgiven", () => {
  const ledger = openWithEvents(0);
  for (const error of [
    failure(Code.UNAVAILABLE, "SERVER_STOPPING"),
    failure(Code.RESOURCE_EXHAUSTED, "SLOW_READER"),
    failure(Code.INTERNAL),
  ]) {
    assert.ok(ledger.forgive(error), error.message);
  }
  for (const error of [
    failure(Code.ABORTED, "FENCED"),
    failure(Code.INTERNAL, "SESSION_BROKEN"),
    failure(Code.INVALID_ARGUMENT),
  ]) {
    assert.ok(!ledger.forgive(error), error.message);
  }
});

test("a message that comes twice is told once, and what is asked for is sent again", () => {
  const ledger = openWithEvents(4);
  assert.deepEqual([ledger.receive(ack(2, 1, 0))[0], ledger.receive(ack(2, 1, 0))[0]], [true, false]);
  const value = create(ResendRequestSchema, { firstSeq: 3n, lastSeq: 4n });
  const [told, again] = ledger.receive(say(0, 0, 0, { case: "resendRequest", value }));
  assert.deepEqual([told, seqs(again)], [false, [3, 4]]);
});

test("a warning is ahead of its plan", () => {
  const ledger = openWithEvents(2);
  ledger.receive(say(2, 3, 0, { case: "warning", value: create(WarningSchema) }));
  assert.equal(ledger.basedOnSeq, 0n);
  ledger.receive(say(3, 3, 0, { case: "plan", value: create(PlanSchema) }));
  assert.equal(ledger.basedOnSeq, 3n);
});

test("without a journal what was applied is forgotten", () => {
  const ledger = openWithEvents(3, Durability.NONE);
  ledger.receive(ack(2, 3, 0));
  assert.deepEqual(seqs(ledger.receive(resumed(3))[1]), [4]);
});

test("plans are put together", () => {
  const ledger = openWithEvents(0);
  const steps: [MessageInitShape<typeof PlanSchema>, bigint[]][] = [
    [{ version: 1n, units: [1n, 2n, 3n, 4n] }, [1n, 2n, 3n, 4n]],
    [{ version: 2n, fromPeriod: 1, changedPeriods: [2], units: [7n] }, [0n, 2n, 7n, 4n]],
    [{ version: 3n, fromPeriod: 2, units: [5n, 6n] }, [0n, 0n, 5n, 6n]],
    [{ version: 4n, fromPeriod: 4 }, [0n, 0n, 0n, 0n]],
  ];
  steps.forEach(([plan, expected], i) => {
    ledger.receive(say(i + 2, 1, 0, { case: "plan", value: create(PlanSchema, plan) }));
    assert.deepEqual([ledger.plan.version, ledger.plan.schedule], [plan.version, expected]);
  });
});
