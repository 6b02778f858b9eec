"""Solves the same instances with SolverGrpc.Core and with what a user would take instead, in turns; prints a line of JSON for each pair.

compare.py BENCH IPOPT FOLDER LIMIT [full]: the built SolverGrpc.Bench.dll, the program built from ipopt.cpp, a folder for instances, seconds that one solve may take.
"""

import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time

from instance import Instance
from solvers import Stopped, all_solvers

CLASSES = ["power", "caps", "quadratic", "risk-quadratic", "risk-power"]
ROUNDS_MAX, SECONDS_OF_ROUNDS = 11, 0.7


class Ours:
    """SolverGrpc.Bench as a process."""

    def __init__(self, path):
        self.process = subprocess.Popen(["dotnet", path, "peers"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def work(connection, path, name, ipopt):
    """In a process of its own: solves the instance whenever it is told to, and says how it went."""
    instance = Instance(path)
    solve = next(solve for solver, _, solve in all_solvers(ipopt) if solver == name)
    while True:
        limit = connection.recv()
        begin, note = time.perf_counter(), ""
        try:
            x = solve(instance, limit)
        except Stopped as stopped:
            x, note = stopped.x, "stopped"
        except Exception as failure:  # whatever a solver says instead of an answer is its result
            x, note = None, f"failed: {failure}"[:120]
        seconds = getattr(solve, "seconds", time.perf_counter() - begin)
        connection.send((seconds, note, None if x is None else instance.judge(x)))


def pair(ours, solver, path, name, count, ipopt, limit):
    """One solver on one instance, in turns with ours."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=work, args=(there, path, solver, ipopt), daemon=True)
    process.start()
    our_times, their_times, row = [], [], {}
    try:
        while len(their_times) < ROUNDS_MAX and (sum(their_times) < SECONDS_OF_ROUNDS or not their_times):
            our_times.append(ours.ask(f"time {name} {count}")["ns"] * 1e-9)
            here.send(limit)
            if not here.poll(1.5 * limit + 2):
                return {"note": "stopped", "seconds": limit, "ours": our_times[0]}
            seconds, row["note"], judged = here.recv()
            row.update(judged or {})
            if seconds > 0.05 or len(our_times) > 1 or row["note"]:  # the first of the fast ones warms up
                their_times.append(seconds)
    except EOFError:
        return {"note": "failed: its process has died", "seconds": 0, "ours": our_times[0]}
    finally:
        process.kill()
    row["seconds"], row["ours"] = statistics.median(their_times), statistics.median(our_times)
    return row


def main(bench, ipopt, folder, limit, full):
    ours = Ours(bench)
    sizes = {name: [390, 10_000] for name in CLASSES}
    sizes["power"].append(1_000_000)
    for name in CLASSES:
        for count in sizes[name]:
            path = os.path.join(folder, f"{name}-{count}.json")
            head = ours.ask(f"draw {name} {count} {path}")
            instance = Instance(path)
            base = {"class": name, "count": count}
            seconds = ours.ask(f"time {name} {count}")["ns"] * 1e-9
            print(json.dumps({**base, "solver": "SolverGrpc", "method": head["method"], "seconds": seconds, "note": "", **instance.judge(instance.schedule)}), flush=True)
            for solver, takes, _ in all_solvers(ipopt):
                if not takes(instance) or (count == 1_000_000 and solver != "numpy + brentq" and not full):
                    continue
                row = pair(ours, solver, path, name, count, ipopt, limit)
                print(json.dumps({**base, "solver": solver, **row}), flush=True)
            os.remove(path)
    ours.end()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]), len(sys.argv) > 5)
