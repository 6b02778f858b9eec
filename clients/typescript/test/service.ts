import { readFileSync, readdirSync } from "node:fs";
import { createRegistry, fromJsonString } from "@bufbuild/protobuf";
import { BadRequestSchema, ErrorInfoSchema } from "../src/generated/google/rpc/error_details_pb.js";
import {
  ImpactBasis,
  Side,
  SolveManyResponseSchema,
  SolveRequestSchema,
  type SolveManyResponse,
  type SolveRequest,
} from "../src/index.js";

/** An address or a folder that scripts/test-typescript.sh (clients/python/tests/host.py) tells. */
export function place(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run scripts/test-typescript.sh`);
  return value;
}

/** A problem and the answer on which all clients agree. */
export interface Vector {
  name: string;
  request: SolveRequest;
  expected: SolveManyResponse;
}

export function vectors(): Vector[] {
  const folder = new URL("../../../testdata/", import.meta.url);
  const registry = createRegistry(BadRequestSchema, ErrorInfoSchema);
  const text = (name: string) => readFileSync(new URL(name, folder), "utf8");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".request.json"))
    .map((file) => file.replace(".request.json", ""))
    .map((name) => ({
      name,
      request: fromJsonString(SolveRequestSchema, text(`${name}.request.json`)),
      expected: fromJsonString(SolveManyResponseSchema, text(`${name}.response.json`), { registry }),
    }));
}

/** A problem with a published answer: lambda 13.0930734, cost 872.871561. */
export const small = {
  side: Side.BUY,
  parentQuantity: { case: "quantity" as const, value: 100 },
  grid: { periodCount: 3 },
  cost: {
    basis: ImpactBasis.TOTAL_COST,
    model: {
      case: "powerLaw" as const,
      value: { $typeName: "solver.v1.PowerLawModel" as const, alpha: [1, 2, 4], beta: [1.5], sigma: [] },
    },
  },
};

/** A problem with risk, for the frontier. */
export const risky = {
  side: Side.BUY,
  parentQuantity: { case: "quantity" as const, value: 1_000 },
  grid: { periodCount: 4 },
  cost: {
    basis: ImpactBasis.TOTAL_COST,
    model: {
      case: "quadratic" as const,
      value: { $typeName: "solver.v1.QuadraticModel" as const, alpha: [], beta: [0.001, 0.002, 0.004, 0.003] },
    },
  },
  dynamics: { volatility: [0.05] },
};

/** An order for a session, without its names. */
export const order = {
  problem: {
    ...small,
    parentQuantity: { case: "quantityUnits" as const, value: 100n },
    wholeLots: { lotUnits: 1n },
    instrument: { tickSize: 0.01, arrivalPrice: 50 },
  },
};
