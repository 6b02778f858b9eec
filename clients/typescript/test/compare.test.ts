import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Client, InvalidProblem, Method, type TraceFrontierResponse } from "../src/index.js";
import * as day from "../src/samples/day.js";
import { place, risky, small } from "./service.js";

function connect(t: TestContext): Client {
  const client = new Client(place("SOLVER_TCP"));
  t.after(() => client.close());
  return client;
}

test("every method asked for has a row, and none beats the optimum", async (t) => {
  const client = connect(t);
  const methods = [Method.AUTO, Method.EQUAL_SPLIT, Method.VWAP];
  const { methods: rows } = await client.compare({ problem: day.problem(), methods });
  const best = (await client.solve({ problem: day.problem() })).cost;
  const costs = rows.map((row) => row.certificate!.objective / best);
  assert.deepEqual(
    rows.map((row) => row.method),
    methods,
  );
  assert.ok(Math.abs(costs[0]! - 1) < 1e-12);
  assert.ok(costs.every((cost) => cost >= 1 - 1e-12));
});

test("no problem names its violations, alone and on a stream", async (t) => {
  const client = connect(t);
  await assert.rejects(client.compare({ problem: {} }), (error) => {
    assert.ok(error instanceof InvalidProblem);
    assert.ok(error.violations.some((v) => v.field === "problem.side"));
    return true;
  });
  await assert.rejects(client.traceFrontier({ problem: {} }).next(), InvalidProblem);
});

test("risk falls and cost rises along the frontier", async (t) => {
  const points: TraceFrontierResponse[] = [];
  for await (const point of connect(t).traceFrontier({ problem: risky, pointCount: 8 })) points.push(point);
  assert.deepEqual(
    points.map((point) => point.point),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
  points.slice(1).forEach((point, i) => {
    assert.ok(points[i]!.expectedCost!.total <= point.expectedCost!.total * (1 + 1e-9));
    assert.ok(points[i]!.variance * (1 + 1e-9) >= point.variance);
  });
});

test("leaving the frontier early leaves the connection usable", async (t) => {
  const client = connect(t);
  for await (const point of client.traceFrontier({ problem: risky, pointCount: 500 })) {
    assert.equal(point.point, 0);
    break;
  }
  assert.ok((await client.solve({ problem: small })).optimal);
});
