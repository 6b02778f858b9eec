"""Holds the sample ``execute`` of any language against trouble: ``python3 -m tests.survive COMMAND...``.

The command is run with an address as its last argument: once in peace, once with links that break in the middle of an event,
once with the service killed and restarted. Each time the order must end with the same fills.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from typing import Callable, List

from tests import service
from tests.cutting import CuttingProxy

RUN_SECONDS_MAX = 60
CUTS = [1, 2, 5, 9, 4, 30]
KILLED_AT = (5, 20, 41)


class Run:
    """What the sample printed: a line for each period, the result, how often it resumed."""

    def __init__(self, command: List[str], address: str, at_period: Callable[[int], None] = lambda period: None) -> None:
        self.periods: List[str] = []
        self.result = ""
        self.resumes = 0
        # a sample that hangs must not hang the tests
        with subprocess.Popen(
            ["timeout", str(RUN_SECONDS_MAX), *command, address], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                self._read(line.strip(), at_period)
            self.status = process.wait()

    def _read(self, line: str, at_period: Callable[[int], None]) -> None:
        if line.startswith("period "):
            self.periods.append(line)
            at_period(int(line.split()[1]))
        elif line.startswith("done: "):
            self.result = line
        elif match := re.match(r"went on on a new stream (\d+) times", line):
            self.resumes = int(match[1])


class Trouble:
    """A service with a journal, on one port for all its lives."""

    def __init__(self, folder: str) -> None:
        self._options = ["--journal-path", folder]
        self.running = service.Service(["http://127.0.0.1:0"], *self._options)
        self.address = self.running.endpoints[0]

    def kill(self) -> None:
        """Kills it and starts it again."""
        self.running.process.kill()
        with self.running.process:  # closes its pipe
            pass
        self.running = service.Service([self.address], *self._options)


def check(command: List[str]) -> List[str]:
    """What did not hold."""
    faults: List[str] = []

    def expect(what: str, holds: bool, run: Run) -> None:
        print(
            f"{'ok   ' if holds else 'FAIL '} {what}: {run.result or 'no result'}, resumed {run.resumes} times, status {run.status}"
        )
        if not holds:
            faults.append(what)

    with tempfile.TemporaryDirectory(prefix="solvergrpc-") as folder:
        trouble = Trouble(folder)
        try:
            peace = Run(command, trouble.address)
            expect("in peace", peace.status == 0 and peace.resumes == 0 and len(peace.periods) > max(KILLED_AT), peace)

            proxy = CuttingProxy(trouble.address, CUTS)
            cut = Run(command, proxy.address)
            same = (cut.status, cut.periods, cut.result) == (0, peace.periods, peace.result)
            expect("links cut in the middle of an event", same and cut.resumes >= len(CUTS) and proxy.cuts_left == 0, cut)
            proxy.close()

            killed = Run(command, trouble.address, lambda period: trouble.kill() if period in KILLED_AT else None)
            same = (killed.status, killed.periods, killed.result) == (0, peace.periods, peace.result)
            expect("service killed and restarted", same and killed.resumes >= len(KILLED_AT), killed)
        finally:
            trouble.running.stop()
    return faults


if __name__ == "__main__":
    failures = check(sys.argv[1:])
    print(f"survived {3 - len(failures)} of 3")
    sys.exit(len(failures) > 0)
