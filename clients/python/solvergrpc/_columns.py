"""Anything number-like into the ``repeated`` fields of the contract."""

from __future__ import annotations

from typing import Any, Iterable, List, Union

Column = Union[float, Iterable[float]]
"""One number for all periods, or one per period: a float, a list, a numpy array, a pandas series."""


def numbers(values: Column) -> List[float]:
    """The floats in ``values``; a single number becomes a list of one, which stands for every period."""
    if hasattr(values, "tolist"):  # numpy and pandas, much faster than element by element
        values = values.tolist()
    return [float(v) for v in values] if isinstance(values, Iterable) else [float(values)]


def fill(message: Any, **columns: Any) -> Any:
    """Fills the ``repeated double`` fields of ``message``; ``None`` leaves a field empty, that is at its default."""
    for name, values in columns.items():
        if values is not None:
            getattr(message, name).extend(numbers(values))
    return message
