import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import {
  CallError,
  Cancelled,
  Client,
  DeadlineExceeded,
  ImpactBasis,
  InvalidProblem,
  MESSAGE_BYTES_MAX,
  NotServed,
  Overloaded,
  Unreachable,
  type CallSettings,
  type ClientSettings,
  type Request,
} from "../src/index.js";
import * as day from "../src/samples/day.js";
import { place, small } from "./service.js";

const pem = (name: string) => `${place("SOLVER_PEM")}/${name}`;
const byNumber = (address: string) => address.replace("localhost", "127.0.0.1");
const mine = (name: string) => ({ ca: pem("ca.pem"), certificate: pem(`${name}.pem`), key: pem(`${name}.key`) });

function connect(t: TestContext, address: string, settings: ClientSettings = {}): Client {
  const client = new Client(address, settings);
  t.after(() => client.close());
  return client;
}

async function all(client: Client, requests: Request[], settings: CallSettings = {}): Promise<number> {
  let count = 0;
  for await (const item of client.solveMany(requests, settings)) count += item.error ? 0 : 1;
  return count;
}

for (const [name, address, tls] of [
  ["TCP", place("SOLVER_TCP"), undefined],
  ["TCP without a scheme", place("SOLVER_TCP").replace("http://", ""), undefined],
  ["a Unix socket", place("SOLVER_UNIX"), undefined],
  ["TLS", place("SOLVER_TLS"), { ca: pem("ca.pem") }],
  ["TLS by another name", byNumber(place("SOLVER_TLS")), { ca: pem("ca.pem"), serverName: "localhost" }],
  ["mutual TLS", place("SOLVER_MUTUAL_TLS"), mine("client")],
] as const) {
  test(`${name} leads to the answer`, async (t) => {
    const solution = await connect(t, address, { tls }).solve({ problem: small });
    assert.ok(solution.optimal, solution.detail);
    assert.ok(Math.abs(solution.cost - 872.871561) < 1e-6);
    assert.ok(Math.abs(solution.lambda - 13.0930734) < 1e-6);
  });
}

for (const [name, address, tls] of [
  ["the system's roots", place("SOLVER_TLS"), {}],
  ["another root", place("SOLVER_TLS"), { ca: pem("other-ca.pem") }],
  ["another name", byNumber(place("SOLVER_TLS")), { ca: pem("ca.pem") }],
  ["mutual TLS without a certificate", place("SOLVER_MUTUAL_TLS"), { ca: pem("ca.pem") }],
  ["mutual TLS with a stranger's certificate", place("SOLVER_MUTUAL_TLS"), mine("stranger")],
] as const) {
  test(`${name} leads nowhere`, async (t) => {
    await assert.rejects(connect(t, address, { tls }).solve({ problem: small }), Unreachable);
  });
}

test("a certificate without its key is refused", () => {
  assert.throws(() => new Client("https://localhost:1", { tls: { certificate: pem("client.pem") } }), TypeError);
});

test("a missing basis is refused, not guessed", async (t) => {
  const problem = { ...small, cost: { ...small.cost, basis: ImpactBasis.UNSPECIFIED } };
  await assert.rejects(connect(t, place("SOLVER_TCP")).solve({ problem }), (error) => {
    assert.ok(error instanceof InvalidProblem);
    assert.deepEqual(
      error.violations.map((v) => v.field),
      ["problem.cost.basis"],
    );
    assert.match(error.message, /problem\.cost\.basis/);
    assert.notEqual(error.reason, "");
    return true;
  });
});

test("errors say what they are, alone and on a stream", async (t) => {
  const other = new Server();
  const port = await new Promise<number>((resolve, reject) =>
    other.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (e, bound) => (e ? reject(e) : resolve(bound))),
  );
  t.after(() => other.forceShutdown());
  const large = { ...small, cost: { ...small.cost, halfSpread: new Array<number>(MESSAGE_BYTES_MAX / 8 + 1).fill(0) } };
  const cases: [string, string, Request, CallSettings, new (...args: never[]) => CallError][] = [
    ["nobody listening", "127.0.0.1:1", { problem: small }, {}, Unreachable],
    ["no answer", place("SOLVER_SILENT"), { problem: small }, { timeoutMs: 50 }, DeadlineExceeded],
    ["aborted", place("SOLVER_TCP"), { problem: small }, { signal: AbortSignal.abort() }, Cancelled],
    ["not served", `127.0.0.1:${port}`, { problem: small }, {}, NotServed],
    ["too large", place("SOLVER_TCP"), { problem: large }, {}, Overloaded],
  ];
  for (const [name, address, request, settings, kind] of cases) {
    await t.test(name, async (t) => {
      const client = connect(t, address);
      await assert.rejects(client.solve(request, settings), kind);
      await assert.rejects(all(client, [request], settings), kind);
    });
  }
});

test("leaving the loop early leaves the connection usable", async (t) => {
  const client = connect(t, place("SOLVER_TCP"));
  function* endless(): Generator<Request> {
    for (;;) yield { problem: day.problem() };
  }
  for await (const item of client.solveMany(endless())) {
    assert.ok(item.solution?.optimal);
    break;
  }
  assert.ok((await client.solve({ problem: small })).optimal);
});

test("requests may come from an async generator, and its failure is the loop's", async (t) => {
  const client = connect(t, place("SOLVER_TCP"));
  async function* generate(fail: boolean): AsyncGenerator<Request> {
    for (let i = 0; i < 50; i++) yield await Promise.resolve({ problem: small });
    if (fail) throw new RangeError("no more");
  }
  let count = 0;
  for await (const item of client.solveMany(generate(false))) count += item.solution ? 1 : 0;
  assert.equal(count, 50);
  await assert.rejects(async () => {
    for await (const item of client.solveMany(generate(true))) void item;
  }, RangeError);
});

test("no problems, no answers", async (t) => {
  assert.equal(await all(connect(t, place("SOLVER_TCP")), []), 0);
});

test("a million periods fit", async (t) => {
  const alpha = Array.from({ length: 1_000_000 }, (_, i) => 1 + (i % 7));
  const { value } = small.cost.model;
  const problem = {
    ...small,
    grid: { periodCount: alpha.length },
    cost: { ...small.cost, model: { case: "powerLaw" as const, value: { ...value, alpha } } },
  };
  const solution = await connect(t, place("SOLVER_TCP")).solve({ problem }, { timeoutMs: 120_000 });
  assert.equal(solution.schedule.length, alpha.length);
});
