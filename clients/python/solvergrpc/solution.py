"""What the service answers."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, List, Optional

from solvergrpc import messages
from solvergrpc.errors import NoSchedule

if TYPE_CHECKING:
    import numpy


class Termination(enum.IntEnum):
    """How a solve ended."""

    OPTIMAL = messages.TERMINATION_OPTIMAL
    FEASIBLE = messages.TERMINATION_FEASIBLE
    """A schedule with a proven gap: a limit was hit, or the method is a heuristic."""
    INFEASIBLE = messages.TERMINATION_INFEASIBLE
    UNSUPPORTED = messages.TERMINATION_UNSUPPORTED
    NUMERICAL_ERROR = messages.TERMINATION_NUMERICAL_ERROR
    LIMIT_NO_SOLUTION = messages.TERMINATION_LIMIT_NO_SOLUTION


class Solution:
    """The answer to one problem.

    A problem without a solution is an answer too, not an exception: look at :attr:`termination`, or just ask for the
    schedule, which raises :class:`solvergrpc.NoSchedule` where there is none.
    """

    def __init__(self, message: messages.SolveResponse) -> None:
        self.message = message
        """The response as it came, with every field of the contract."""

    @property
    def termination(self) -> Termination:
        """How the solve ended."""
        return Termination(self.message.outcome.termination)

    @property
    def optimal(self) -> bool:
        """Proven optimal within the tolerance."""
        return self.termination is Termination.OPTIMAL

    @property
    def detail(self) -> str:
        """For people: what cannot be met, what is not covered, which limit was hit; empty if all is well."""
        return self.message.outcome.detail

    @property
    def infeasibility(self) -> Optional[messages.Infeasibility]:
        """With ``INFEASIBLE``: the shortfall and the largest executable quantity."""
        outcome = self.message.outcome
        return outcome.infeasibility if outcome.HasField("infeasibility") else None

    @property
    def schedule(self) -> List[float]:
        """Shares per period; units of the quantum, as integers, if the problem asked for whole lots."""
        if self.termination not in (Termination.OPTIMAL, Termination.FEASIBLE):
            raise NoSchedule(f"{self.termination.name}: {self.detail}")
        schedule = self.message.schedule
        return list(schedule.quantity or schedule.quantity_units)

    def to_numpy(self) -> "numpy.ndarray":
        """:attr:`schedule` as an array."""
        import numpy

        return numpy.array(self.schedule)

    @property
    def lambda_(self) -> float:
        """What one share more would cost, in currency per share."""
        return getattr(self.message, "lambda")  # a keyword of Python

    @property
    def cost(self) -> float:
        """Expected cost in currency; its parts are in ``message.expected_cost``."""
        return self.message.expected_cost.total

    @property
    def variance(self) -> float:
        """Variance of the execution cost, in currency^2."""
        return self.message.variance

    @property
    def certificate(self) -> messages.Certificate:
        """The proof: objective, lower bound, gaps, residuals."""
        return self.message.certificate

    @property
    def saving(self) -> Optional[float]:
        """Part of the equal split's cost that the schedule saves; ``None`` if the equal split breaks a constraint."""
        equal = self.message.equal_split
        return equal.saving if equal.feasible else None

    def __repr__(self) -> str:
        if self.termination in (Termination.OPTIMAL, Termination.FEASIBLE):
            return f"<Solution {self.termination.name} cost={self.cost:.6g} gap={self.certificate.relative_gap:.1e}>"
        return f"<Solution {self.termination.name}: {self.detail}>"
