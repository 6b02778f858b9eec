"""What a session remembers so that it survives its links: which events are not safe yet, which messages have been seen.

No I/O and no clock: :mod:`solvergrpc.session` and :mod:`solvergrpc.aio_session` move the messages.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from solvergrpc import messages
from solvergrpc.errors import CallError, SolverError

Request = messages.StreamReoptimizeRequest
Response = messages.StreamReoptimizeResponse


class SessionLost(SolverError):
    """The service does not know the session any more, or has lost events that it had called durable."""


@dataclass
class Plan:
    """What to do now."""

    version: int = 0
    from_period: int = 0
    """The first period that is not closed."""
    schedule: List[int] = field(default_factory=list)
    """Units for each period of the grid, 0 before ``from_period``."""
    message: messages.Plan = field(default_factory=messages.Plan)
    """The plan as it came: with its certificate and state, perhaps with changed periods only."""


class Ledger:
    """One session, from Open to Done, over any number of streams."""

    def __init__(self, opening: messages.Open, now: float) -> None:
        self.opening = messages.Open()
        self.opening.CopyFrom(opening)
        self.opening.session_key = opening.session_key or os.urandom(16)
        self.plan = Plan(schedule=[0] * opening.problem.grid.period_count)
        self.session_id = ""
        self.last_seq = 0
        self.last_server_seq = 0
        self.based_on_seq = 0
        self.durable_seq = 0
        self.done = False
        self._attached = False
        self._known = False  # to the service
        self._attempt = 0  # rises, whatever the clock does: a stream that is read late is turned away by it
        self._unsafe: Dict[int, Request] = {}  # in the order of seq
        self.add(self.opening, now)

    def add(self, event: Any, now: float) -> Request:
        """Numbers an event and keeps it until it is durable."""
        self.last_seq += 1
        field: Dict[str, Any] = {_FIELDS[event.DESCRIPTOR.full_name]: event}
        request = Request(seq=self.last_seq, **field)
        request.event_time.FromNanoseconds(int(now * 1e9))
        self._unsafe[request.seq] = request
        return request

    @property
    def attached(self) -> bool:
        """New events may be sent; until then they wait for what the service has missed."""
        return self._attached

    def begin(self, now: float) -> List[Request]:
        """The first messages of a new stream."""
        self._attached = not self._known
        self._attempt = max(self._attempt + 1, int(now * 1e9))
        if self._attached:
            self._unsafe[1] = self._opened_by(self._attempt)
            return list(self._unsafe.values())
        resume = messages.Resume(
            session_key=self.opening.session_key, last_server_seq=self.last_server_seq, attempt=self._attempt
        )
        return [Request(resume=resume)]

    def _opened_by(self, attempt: int) -> Request:
        request = Request()
        request.CopyFrom(self._unsafe[1])
        request.open.attempt = attempt
        return request

    def receive(self, response: Response) -> Tuple[Optional[Response], List[Request]]:
        """What to tell the user, if anything, and what to send again."""
        if response.server_seq:
            if response.server_seq <= self.last_server_seq:
                return None, []  # said twice
            self.last_server_seq = response.server_seq
        self._forget_durable(response)
        kind = response.WhichOneof("message")
        if kind in ("opened", "resumed"):
            self._known = self._attached = True
            self.session_id = getattr(response, kind).session_id
            return (None, self._after(response.resumed.last_seq) if kind == "resumed" else [])
        if kind == "resend_request":
            missing = response.resend_request
            return None, [r for r in self._unsafe.values() if missing.first_seq <= r.seq <= missing.last_seq]
        if kind == "plan":
            self._merge(response.plan)
        self.done = self.done or kind == "done"
        return (None if kind == "heartbeat" else response), []

    def forgive(self, error: CallError) -> bool:
        """Whether a new stream may heal what ended this one."""
        self._attached = False
        if error.reason == "SESSION_UNKNOWN" and 1 in self._unsafe:
            self._known, self.last_server_seq = (False, 0)  # the service has lost everything: it gets everything again
            return True
        return error.resumable

    def _forget_durable(self, response: Response) -> None:
        if response.WhichOneof("message") in ("plan", "ack", "done", "heartbeat"):  # others are ahead of their plan
            self.based_on_seq = max(self.based_on_seq, response.based_on_seq)
        self.durable_seq = max(self.durable_seq, response.durable_seq)
        kept = self.opening.policy.durability != messages.DURABILITY_NONE
        safe = self.durable_seq if kept else response.based_on_seq
        while self._unsafe and next(iter(self._unsafe)) <= safe:
            del self._unsafe[next(iter(self._unsafe))]

    def _after(self, seq: int) -> List[Request]:
        missed = [r for r in self._unsafe.values() if r.seq > seq]
        if len(missed) != self.last_seq - seq:
            raise SessionLost(f"the service has events up to {seq}, but {self.durable_seq} were durable")
        return missed

    def _merge(self, plan: messages.Plan) -> None:
        schedule = self.plan.schedule
        schedule[: plan.from_period] = [0] * min(plan.from_period, len(schedule))
        if plan.changed_periods:
            for period, units in zip(plan.changed_periods, plan.units):
                schedule[period] = units
        else:
            schedule[plan.from_period :] = plan.units
            schedule += [0] * (self.opening.problem.grid.period_count - len(schedule))
        self.plan = Plan(plan.version, plan.from_period, list(schedule), plan)


_FIELDS = {f.message_type.full_name: f.name for f in Request.DESCRIPTOR.oneofs_by_name["event"].fields}
