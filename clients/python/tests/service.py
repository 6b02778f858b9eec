"""Starts the service for tests: ports and sockets of its own, stopped when the tests end."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import functools
import os
import signal
import socket
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Iterator, List

ROOT = Path(__file__).resolve().parents[3]
SOLVER = Path(os.environ.get("SOLVER", ROOT / "src/SolverGrpc.Cli/bin/Release/net10.0/solver"))
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 30


class Service:
    """A running ``solver serve``."""

    def __init__(self, listen: List[str], *options: str) -> None:
        if not SOLVER.exists():
            raise FileNotFoundError(f"{SOLVER} is not there: scripts/test-python.sh builds it")
        arguments = [str(SOLVER), "serve", "--status-listen", "", "--warm-up-solves", "0", *options]
        for address in listen:
            arguments += ["--listen", address]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, preexec_fn=_end_with_parent)
        self.endpoints = self._wait_until_ready()

    def _wait_until_ready(self) -> List[str]:
        watchdog = threading.Timer(START_SECONDS_MAX, self.process.kill)
        watchdog.start()
        endpoints = []
        try:
            assert self.process.stdout is not None
            for line in self.process.stdout:
                if line.startswith("listening on "):
                    endpoints.append(line.split()[-1])
                elif line.strip() == "ready":
                    return endpoints
        finally:
            watchdog.cancel()
        raise RuntimeError(f"the service ended before it was ready, exit code {self.process.wait()}")

    def stop(self) -> int:
        """Asks it to stop and returns its exit code."""
        self.process.terminate()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(STOP_SECONDS_MAX)


def _end_with_parent() -> None:
    """Nothing may keep running, should the tests be killed."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


@functools.lru_cache(maxsize=None)
def folder() -> Path:
    """For sockets and certificates; removed at the end."""
    temporary = tempfile.TemporaryDirectory(prefix="solvergrpc-")
    atexit.register(temporary.cleanup)
    return Path(temporary.name)


@functools.lru_cache(maxsize=None)
def shared() -> Service:
    """The service most tests use, over TCP and a Unix socket, with a journal."""
    service = Service(["http://127.0.0.1:0", f"unix:{folder()}/solver.sock"], "--journal-path", f"{folder()}/journal")
    atexit.register(service.stop)
    return service


def secure(pem: Path, *options: str) -> Service:
    """A service with TLS and the certificate for "localhost" in ``pem``."""
    own = ["--certificate-path", f"{pem}/server.pem", "--certificate-key-path", f"{pem}/server.key", "--log-level", "None"]
    return Service(["https://127.0.0.1:0"], *own, *options)


def address() -> str:
    """Where the shared service listens on TCP."""
    return shared().endpoints[0]


@contextlib.contextmanager
def silent_address() -> Iterator[str]:
    """An address where connections are accepted and nothing is ever answered."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
