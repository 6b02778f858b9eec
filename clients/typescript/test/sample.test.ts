import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { place } from "./service.js";

function run(address: string) {
  const program = fileURLToPath(new URL("../src/samples/solve.js", import.meta.url));
  return spawnSync(process.execPath, [program, address], { encoding: "utf8" });
}

test("the sample prints schedule and certificate", () => {
  const { status, stdout, stderr } = run(place("SOLVER_TCP"));
  assert.deepEqual([status, stderr], [0, ""]);
  for (const word of ["09:30", "15:45", "OPTIMAL", "lambda", "cost", "saves", "no schedule is cheaper"]) {
    assert.ok(stdout.includes(word), `no ${word} in:\n${stdout}`);
  }
});

test("the sample says that nobody listens", () => {
  const { status, stdout, stderr } = run("127.0.0.1:1");
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /UNAVAILABLE/);
});
