// Measures what a call costs here: a solve of 390 minutes, and an event of a session until its plan.
//
//     node dist/src/samples/latency.js [ADDRESS]

import { create } from "@bufbuild/protobuf";
import { Client, Durability, InstrumentSchema, MarketUpdateSchema, WholeLotsSchema } from "../index.js";
import * as day from "./day.js";

const WARM = 500;
const COUNT = 1_000;

/** Prints a line that scripts/latency.sh reads, in microseconds. */
async function measure(what: string, call: () => Promise<void>): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < WARM + COUNT; i++) {
    const begin = performance.now();
    await call();
    if (i >= WARM) times.push(1e3 * (performance.now() - begin));
  }
  times.sort((a, b) => a - b);
  const [half, most] = [times[COUNT / 2]!, times[Math.floor((COUNT * 99) / 100)]!];
  console.log(`${what} p50 ${half.toFixed(0)} p99 ${most.toFixed(0)}`);
}

const client = new Client(process.argv[2] ?? "localhost:50051");
const problem = day.problem();
await measure("solve", async () => void (await client.solve({ problem })));

const session = client.openSession({
  clientOrderId: `latency-${process.hrtime.bigint()}`,
  problem: {
    ...problem,
    parentQuantity: { case: "quantityUnits", value: BigInt(day.SHARES) },
    wholeLots: create(WholeLotsSchema, { lotUnits: 1n }),
    instrument: create(InstrumentSchema, { tickSize: 0.01, arrivalPrice: day.PRICE }),
  },
  policy: { durability: Durability.NONE },
});
const messages = session[Symbol.asyncIterator]();
const value = create(MarketUpdateSchema, { impactScale: 1.001 });
await measure("event", async () => {
  const seq = session.send({ case: "marketUpdate", value });
  while (session.basedOnSeq < seq) await messages.next();
});
session.close();
client.close();
