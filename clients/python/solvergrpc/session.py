"""One parent order over one stream after another: events in, plans out."""

from __future__ import annotations

import queue
import random
import threading
import time
from typing import Iterator, Optional

import grpc

from solvergrpc import messages
from solvergrpc._channel import STREAM_OPTIONS, Tls, connect
from solvergrpc._generated.solver.v1.solver_service_pb2_grpc import SolverServiceStub
from solvergrpc._ledger import Ledger, Plan, Request, Response
from solvergrpc.errors import from_rpc_error

PAUSE_SECONDS_MIN = 0.02
PAUSE_SECONDS_MAX = 1.0


class Session:
    """A session with the service: :meth:`send` events, iterate over what it says.

    When the link or the service breaks, it goes on by itself on a new stream: events that were not durable are sent
    again, messages that come twice are dropped. The loop ends after Done. Events may be sent by other threads.
    """

    def __init__(self, address: str, tls: Optional[Tls], opening: messages.Open, patience: float) -> None:
        self._address = address
        self._tls = tls
        self._patience = patience
        self._lock = threading.RLock()
        self._ledger = Ledger(opening, time.time())
        self._outgoing: "queue.SimpleQueue[Optional[Request]]" = queue.SimpleQueue()
        self._call: Optional[grpc.Call] = None
        self._closed = False
        self.resumes = 0
        """How often it has gone on on a new stream."""

    def send(self, event: object) -> int:
        """Sends an event, e.g. ``messages.Fill(...)``, and returns its seq. Does not wait for anything."""
        with self._lock:
            request = self._ledger.add(event, time.time())
            if self._ledger.attached:
                self._outgoing.put(request)
            return request.seq

    @property
    def plan(self) -> Plan:
        """The newest plan, complete. Version 0: there is none yet."""
        return self._ledger.plan

    @property
    def session_id(self) -> str:
        """The public name of the session; empty until the service has answered."""
        return self._ledger.session_id

    @property
    def based_on_seq(self) -> int:
        """The last event that :attr:`plan` takes into account."""
        return self._ledger.based_on_seq

    @property
    def durable_seq(self) -> int:
        """Events at or below this seq survive a crash of the service."""
        return self._ledger.durable_seq

    def __iter__(self) -> Iterator[Response]:
        """Plans, acks, rejections, warnings, residuals and Done, each once.

        :raises CallError: what no new stream can heal, or nobody has answered for the time of ``patience``.
        :raises SessionLost: the service does not know the session any more.
        """
        pause, quiet_since = PAUSE_SECONDS_MIN, time.monotonic()
        while not self._closed:
            try:
                for response in self._stream():
                    pause, quiet_since = PAUSE_SECONDS_MIN, time.monotonic()
                    if (message := self._take(response)) is not None:
                        yield message
                return
            except grpc.RpcError as broken:
                error = from_rpc_error(broken)
                if self._closed or (self._ledger.done and error.reason == "SESSION_UNKNOWN"):
                    return
                with self._lock:
                    healed = self._ledger.forgive(error)
                if not healed or time.monotonic() - quiet_since > self._patience:
                    raise error from broken
                self.resumes += 1
            time.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, PAUSE_SECONDS_MAX)

    def _stream(self) -> Iterator[Response]:
        with connect(
            self._address, self._tls, STREAM_OPTIONS
        ) as channel:  # new: one that broke would wait before it tries again
            with self._lock:
                self._outgoing = queue.SimpleQueue()
                for request in self._ledger.begin(time.time()):
                    self._outgoing.put(request)
            self._call = SolverServiceStub(channel).StreamReoptimize(iter(self._outgoing.get, None))
            yield from self._call

    def _take(self, response: Response) -> Optional[Response]:
        with self._lock:
            message, again = self._ledger.receive(response)
            for request in again:
                self._outgoing.put(request)
            if self._ledger.done:
                self._outgoing.put(None)
        return message

    def close(self) -> None:
        """Leaves the session; the service keeps it, as its policy says."""
        self._closed = True
        self._outgoing.put(None)
        if self._call is not None:
            self._call.cancel()

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
