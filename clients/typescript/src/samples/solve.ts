// Solves a day of 390 minutes and prints the schedule with its proof.
//
//     node dist/src/samples/solve.js [ADDRESS]

import { Client, SolverError, Termination, type Solution } from "../index.js";
import * as day from "./day.js";

const ROW_MINUTES = 15;
const BAR_WIDTH = 50;

/** One bar for each quarter of an hour. */
function chart(schedule: number[]): string[] {
  const rows: number[] = [];
  for (let i = 0; i < schedule.length; i += ROW_MINUTES) {
    rows.push(schedule.slice(i, i + ROW_MINUTES).reduce((a, b) => a + b));
  }
  const largest = Math.max(...rows);
  return rows.map((shares, row) => {
    const minute = 9 * 60 + 30 + row * ROW_MINUTES;
    const time = [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, "0")).join(":");
    return `${time} ${shares.toFixed(0).padStart(8)} ${"#".repeat(Math.round((BAR_WIDTH * shares) / largest))}`;
  });
}

/** What the desk wants to know. */
function report(solution: Solution): string[] {
  const { certificate: proof, saving, message } = solution;
  const equal = message.equalSplit?.objective.toFixed(2);
  const basisPoints = (1e4 * solution.cost) / (day.SHARES * day.PRICE);
  return [
    `termination   ${Termination[solution.termination]}`,
    `lambda        ${solution.lambda.toFixed(8)} per share: what one share more would cost`,
    `cost          ${solution.cost.toFixed(2)} = ${basisPoints.toFixed(2)} bp`,
    saving === undefined
      ? "equal split   breaks a constraint"
      : `equal split   costs ${equal}, so the schedule saves ${(100 * saving).toFixed(2)}%`,
    `certificate   no schedule is cheaper than ${proof?.lowerBound.toFixed(2)} (gap ${proof?.relativeGap.toExponential(1)}), ` +
      `sum off by ${proof?.sumError.toExponential(1)}`,
    `solved in     ${Number(message.diagnostics?.solveTimeNs ?? 0n) / 1000} us`,
  ];
}

const client = new Client(process.argv[2] ?? "localhost:50051");
try {
  const solution = await client.solve({ problem: day.problem() });
  const schedule = solution.schedule;
  console.log(`Buy ${day.SHARES} shares in ${schedule.length} minutes; each bar is ${ROW_MINUTES} of them\n`);
  console.log([...chart(schedule), "", ...report(solution)].join("\n"));
} catch (error) {
  if (!(error instanceof SolverError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  client.close();
}
