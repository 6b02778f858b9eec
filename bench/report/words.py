"""Numbers as people read them, and tables in Markdown."""


def seconds(value):
    """Three digits with the unit that suits them."""
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6), ("ns", 1e9)):
        if value * factor >= 1 or unit == "ns":
            return f"{digits(value * factor)} {unit}"


def digits(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def round_seconds(value):
    """The same for the ticks of an axis."""
    number, unit = seconds(value * (1 + 1e-9)).split(" ")
    return f"{float(number):g} {unit}"


def count(value):
    return f"{value:,.0f}"


def small(value):
    """An error: powers of ten, 0 where there is none."""
    return "" if value is None else "0" if value == 0 else f"{value:.0e}".replace("e-0", "e-")


def ratio(value, limit=None):
    text = f"{value:.2f}" if value < 10 else digits(value) if value < 1000 else count(value)
    return f"**{text}**" if limit is not None and value > limit else text


def table(head, rows):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(map(str, row)) + " |" for row in rows)])
