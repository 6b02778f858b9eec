import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test, type TestContext } from "node:test";
import { create } from "@bufbuild/protobuf";
import { status as Code, Client as GrpcClient } from "@grpc/grpc-js";
import { channelArguments } from "../src/address.js";
import { fromServiceError } from "../src/errors.js";
import {
  CallError,
  Client,
  PauseSchema,
  SolverService,
  StreamReoptimizeRequestSchema,
  TakenOver,
} from "../src/index.js";
import type { Session, StreamReoptimizeResponse } from "../src/index.js";
import { wire } from "../src/wire.js";
import { order, place } from "./service.js";

function open(t: TestContext, sessionKey: Uint8Array, clientOrderId: string): Session {
  const client = new Client(place("SOLVER_TCP"));
  const session = client.openSession({ ...order, sessionKey, clientOrderId });
  t.after(() => (session.close(), client.close()));
  return session;
}

async function rest(messages: AsyncIterable<unknown> | AsyncIterator<unknown>): Promise<void> {
  const iterator = Symbol.asyncIterator in messages ? messages[Symbol.asyncIterator]() : messages;
  while (!(await iterator.next()).done);
}

/** The stream that asks for the session of a key. */
function resume(t: TestContext, sessionKey: Uint8Array) {
  const grpc = new GrpcClient(...channelArguments(place("SOLVER_TCP")));
  t.after(() => grpc.close());
  const { path, serialize, deserialize } = wire(SolverService.method.streamReoptimize);
  const call = grpc.makeBidiStreamRequest(path, serialize, deserialize);
  call.write(create(StreamReoptimizeRequestSchema, { event: { case: "resume", value: { sessionKey } } }));
  t.after(() => call.cancel());
  return call;
}

test("a second stream with the key takes the session over", async (t) => {
  const key = randomBytes(16);
  const first = open(t, key, key.toString("hex"));
  const messages = first[Symbol.asyncIterator]();
  await messages.next();
  const second = resume(t, key);
  second.on("error", () => {}); // when it is cancelled in the end
  const { message } = await new Promise<StreamReoptimizeResponse>((resolve) => second.once("data", resolve));
  assert.equal(message.case === "resumed" && message.value.sessionId, first.sessionId);
  await assert.rejects(rest(messages), TakenOver);
  assert.equal(first.resumes, 0);
});

test("a stranger without the key is refused, and the first goes on", async (t) => {
  const name = randomBytes(16).toString("hex");
  const first = open(t, randomBytes(16), name);
  const messages = first[Symbol.asyncIterator]();
  await messages.next();
  await assert.rejects(rest(open(t, randomBytes(16), name)), (error) => {
    assert.ok(error instanceof CallError);
    assert.deepEqual([error.code, error.reason], [Code.PERMISSION_DENIED, "SESSION_OF_OTHERS"]);
    return true;
  });
  const last = first.send({ case: "pause", value: create(PauseSchema) });
  while (first.durableSeq < last) await messages.next();
  assert.equal(first.resumes, 0);
});

test("an unknown session is not found", async (t) => {
  await assert.rejects(rest(resume(t, randomBytes(16))), (broken) => {
    const error = fromServiceError(broken);
    assert.ok(error instanceof CallError);
    assert.deepEqual([error.code, error.reason, error.resumable], [Code.NOT_FOUND, "SESSION_UNKNOWN", false]);
    return true;
  });
});
