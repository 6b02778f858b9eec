"""Books and trades from files on this machine, for ``Client.calibrate``.

The service reads further formats (DBN, LOBSTER, order events) from files of its own: ``Client.calibrate_file``.
"""

from __future__ import annotations

import csv
import gzip
from datetime import datetime, timezone
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Tuple, Union

from solvergrpc import messages

LEVELS = 10
NS_PER_SECOND = 10**9
LAST, BAD_RECEIVE_TIME, MAYBE_BAD_BOOK = 128, 8, 4  # Databento's flags of a message
UNSET_PRICE = "9223372036854775807"
RAW_PRICE_MIN = 10_000_000  # as a decimal nobody's share costs that; as parts of 1e-9 it is one cent

Row = Dict[str, str]


def read_mbp10(path: Union[str, Path], symbol: str = "") -> Iterator[messages.MarketEvent]:
    """Yields the books and trades of a market-by-price CSV file (Databento's mbp-10), packed with gzip or not.

    Columns go by their names in the header, levels may end before the tenth. Books in the middle of an event, or marked as
    not to be trusted, are left out. ``symbol``: only rows with this name count.

    :raises ValueError: a row cannot be used; the message names its line.
    """
    with open(path, "rb") as probe:
        packed = probe.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt", newline="") if packed else open(path, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file, strict=True)
        scale: Optional[float] = None
        for row in rows:
            if symbol and row.get("symbol", symbol) != symbol:
                continue
            try:
                scale = scale or _scale(row)
                event = _event(row, scale or 1.0)
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path}, line {rows.line_num}: {error}") from error
            if event.bid_price or event.ask_price or event.trade_size:
                yield event


def _event(row: Row, scale: float) -> messages.MarketEvent:
    event = messages.MarketEvent(time_ns=_time(row.get("ts_event") or row["ts_recv"]))
    if row.get("action") == "T":
        event.trade_price, event.trade_size = float(row["price"]) * scale, float(row["size"])
    flags = int(row.get("flags") or LAST)
    if flags & LAST and not flags & (BAD_RECEIVE_TIME | MAYBE_BAD_BOOK):
        for side, prices, sizes in (("bid", event.bid_price, event.bid_size), ("ask", event.ask_price, event.ask_size)):
            price, size = _levels(row, side, scale)
            prices.extend(price)
            sizes.extend(size)
    return event


def _levels(row: Row, side: str, scale: float) -> Tuple[List[float], List[float]]:
    prices, sizes = [], []
    for level in range(LEVELS):
        price = row.get(f"{side}_px_{level:02}") or UNSET_PRICE
        if price == UNSET_PRICE:
            break
        prices.append(float(price) * scale)
        sizes.append(float(row[f"{side}_sz_{level:02}"]))
    return prices, sizes


def _scale(row: Row) -> Optional[float]:
    """Whether prices are decimals or whole parts of 1e-9: told by the first one. ``None``: this row has none."""
    for name in ("price", "bid_px_00", "ask_px_00"):
        price = row.get(name) or UNSET_PRICE
        if price != UNSET_PRICE:
            return 1e-9 if "." not in price and float(price) >= RAW_PRICE_MIN else 1.0
    return None


def _time(text: str) -> int:
    """Nanoseconds since 1970, from nanoseconds or from ISO 8601 with up to nine digits of a second."""
    if text.isdigit():
        return int(text)
    whole, _, fraction = text.rstrip("Z").partition(".")
    seconds = datetime.fromisoformat(whole).replace(tzinfo=timezone.utc).timestamp()
    return int(seconds) * NS_PER_SECOND + int(fraction.ljust(9, "0") or 0)
