import assert from "node:assert/strict";
import { after, test } from "node:test";
import { create, equals } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { BadRequestSchema } from "../src/generated/google/rpc/error_details_pb.js";
import {
  Client,
  InvalidProblem,
  NoSchedule,
  OutcomeSchema,
  ProblemSchema,
  type Item,
  type SolveManyResponse,
} from "../src/index.js";
import * as day from "../src/samples/day.js";
import { place, vectors } from "./service.js";

const client = new Client(place("SOLVER_TCP"));
after(() => client.close());

function near(expected: number[], actual: number[], tolerance: number, what: string): void {
  assert.equal(actual.length, expected.length, what);
  expected.forEach((e, i) => {
    const distance = Math.abs(actual[i]! - e);
    assert.ok(distance <= tolerance * Math.max(1, Math.abs(e)), `${what}[${i}] is ${actual[i]}, want ${e}`);
  });
}

function agree(expected: SolveManyResponse, item: Item): void {
  if (expected.result.case === "error") {
    const faults = expected.result.value.details.flatMap((d) => anyUnpack(d, BadRequestSchema)?.fieldViolations ?? []);
    assert.ok(item.error instanceof InvalidProblem);
    assert.equal(item.error.code, expected.result.value.code);
    assert.deepEqual(
      item.error.violations.map((v) => v.field),
      faults.map((v) => v.field),
    );
    return;
  }
  assert.ok(expected.result.case === "response" && item.solution);
  const [wanted, got] = [expected.result.value, item.solution];
  assert.ok(equals(OutcomeSchema, got.message.outcome!, wanted.outcome!), got.detail);
  if (wanted.schedule === undefined) {
    assert.throws(() => got.schedule, NoSchedule);
    return;
  }
  assert.deepEqual(got.units, wanted.schedule.quantityUnits);
  if (got.units.length > 0) assert.deepEqual(got.schedule, got.units.map(Number));
  else near(wanted.schedule.quantity, got.schedule, 1e-6, "schedule"); // the cost is flat around its minimum
  near([wanted.lambda], [got.lambda], 1e-9, "lambda");
  near([wanted.expectedCost!.total], [got.cost], 1e-9, "cost");
  near([wanted.variance], [got.variance], 1e-6, "variance");
  near([wanted.certificate!.lowerBound], [got.certificate!.lowerBound], 1e-9, "lower bound");
}

test("every vector is answered as it says", async (t) => {
  const sent = vectors();
  assert.ok(sent.length > 0);
  const items: Item[] = [];
  for await (const item of client.solveMany(sent.map((v) => v.request))) items.push(item);
  assert.equal(items.length, sent.length);
  for (const item of items) {
    const { name, expected } = sent[item.index]!;
    await t.test(name, () => agree(expected, item));
  }
});

test("the sample's day is the vector's", () => {
  const written = vectors().find((v) => v.name === "day")!.request.problem!;
  const built = create(ProblemSchema, day.problem());
  assert.ok(built.cost?.model.case === "powerLaw" && written.cost?.model.case === "powerLaw");
  near(written.cost.model.value.alpha, built.cost.model.value.alpha, 1e-12, "alpha");
  near(written.cost.model.value.beta, built.cost.model.value.beta, 1e-12, "beta");
  near(written.bounds!.volume, built.bounds!.volume, 1e-12, "volume");
});
