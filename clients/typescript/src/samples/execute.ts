// Works an order over a stream: plans in, child orders and fills out. Survives restarts of the service.
//
//     node dist/src/samples/execute.js [ADDRESS]
//
// The market is made up: of every seventh child order only a half is filled, and the rest is cancelled; the plan makes up
// for it.

import { setTimeout as sleep } from "node:timers/promises";
import { create } from "@bufbuild/protobuf";
import {
  ChildCancelledSchema,
  ChildSubmittedSchema,
  Client,
  EndOfWindow,
  FillSchema,
  ImpactBasis,
  OpenSchema,
  PeriodCloseSchema,
  PowerLawModelSchema,
  Side,
  SolverError,
  type ExecutionSummary,
  type Open,
  type Session,
  type StreamReoptimizeResponse,
} from "../index.js";

const PERIODS = 60;
const UNITS = 100_000n;
const TICK = 0.01;
const ARRIVAL_TICKS = 5_000;
const PACE_MS = 20; // that a period takes

/** Buy `UNITS` in `PERIODS` minutes; impact is smallest at both ends. */
function order(): Open {
  const alpha = Array.from({ length: PERIODS }, (_, i) => 2e-4 * (1 + Math.sin((Math.PI * (i + 0.5)) / PERIODS)));
  return create(OpenSchema, {
    clientOrderId: `sample-${process.hrtime.bigint()}`,
    policy: { endOfWindow: EndOfWindow.CANCEL },
    problem: {
      side: Side.BUY,
      parentQuantity: { case: "quantityUnits", value: UNITS },
      grid: { periodCount: PERIODS },
      cost: {
        basis: ImpactBasis.PER_SHARE,
        halfSpread: [0.005],
        model: { case: "powerLaw", value: create(PowerLawModelSchema, { alpha, beta: [0.6] }) },
      },
      wholeLots: { lotUnits: 1n },
      instrument: { tickSize: TICK, arrivalPrice: ARRIVAL_TICKS * TICK },
    },
  });
}

/** What a trading system does with a session. */
class Desk {
  filled = 0n;
  done: ExecutionSummary | undefined;
  private readonly messages: AsyncIterator<StreamReoptimizeResponse>;

  constructor(private readonly session: Session) {
    this.messages = session[Symbol.asyncIterator]();
  }

  async work(): Promise<void> {
    await this.wait(1n);
    for (let period = 0; period < PERIODS; period++) {
      await this.wait(this.trade(period));
      await sleep(PACE_MS);
    }
    while (await this.take());
  }

  /** Until the plan takes the event into account. */
  private async wait(seq: bigint): Promise<void> {
    while (this.session.basedOnSeq < seq && (await this.take()));
  }

  /** Looks at the next message, if there is one; plans are in `session.plan` already. */
  private async take(): Promise<boolean> {
    const { value, done } = await this.messages.next();
    if (done) return false;
    const { message } = value;
    if (message.case === "eventRejected") {
      throw new SolverError(`event ${message.value.seq} was refused: ${message.value.error?.message}`);
    }
    if (message.case === "done") this.done = message.value.summary;
    return true;
  }

  /** Sends the child order of a period, its fills and the close of the period. */
  private trade(period: number): bigint {
    const { session } = this;
    const units = session.plan.schedule[period]!;
    const price = BigInt(ARRIVAL_TICKS + (period % 5));
    const fill = period % 7 === 6 ? units / 2n : units;
    const childId = `c${period}`;
    if (units > 0n) {
      session.send({ case: "childSubmitted", value: create(ChildSubmittedSchema, { childId, period, units }) });
    }
    if (fill > 0n) {
      const value = create(FillSchema, { execId: `x${period}`, childId, units: fill, priceTicks: price });
      session.send({ case: "fill", value });
    }
    if (fill < units) session.send({ case: "childCancelled", value: create(ChildCancelledSchema, { childId }) });
    this.filled += fill;
    const pad = (n: number | bigint, width: number) => String(n).padStart(width);
    const left = UNITS - this.filled;
    console.log(`period ${pad(period, 2)}  planned ${pad(units, 6)}  filled ${pad(fill, 6)}  left ${pad(left, 6)}`);
    const closed = { period, referencePriceTicks: price, volumeUnits: 50n * UNITS };
    return session.send({ case: "periodClose", value: create(PeriodCloseSchema, closed) });
  }
}

const client = new Client(process.argv[2] ?? "localhost:50051");
const session = client.openSession(order());
try {
  const desk = new Desk(session);
  await desk.work();
  const { filledUnits, averagePrice, shortfall } = desk.done!;
  console.log(`done: filled ${filledUnits} at ${averagePrice.toFixed(4)}, shortfall ${shortfall.toFixed(2)}`);
  console.log(`went on on a new stream ${session.resumes} times`);
  if (filledUnits !== desk.filled) throw new SolverError(`the service knows of ${filledUnits}, we of ${desk.filled}`);
} catch (error) {
  if (!(error instanceof SolverError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  session.close();
  client.close();
}
