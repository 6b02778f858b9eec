"""The plots of docs/plots, from the results."""

from sections import CLASSES, quantiles
from svg import chart
from words import round_seconds


def all_of(results):
    plots = {}
    if "kernels" in results:
        plots["cost-against-n"] = cost_against_n(results["kernels"]["rows"][0]["classes"])
    if "peers" in results:
        plots["peers"] = peers(results["peers"]["rows"])
    if "load" in results:
        plots["latency"] = latency(results["load"]["rows"], "Solve and an echo of the same bytes", ("unary", "many"), {"unary": "Solve", "many": "SolveMany"})
    if "streams" in results:
        plots["stream-latency"] = latency(results["streams"]["rows"], "From event to plan, and an echo of the same bytes", ("market", "fill"), {"market": "new impact", "fill": "execution"})
    if "soak" in results:
        plots["soak"] = soak(results["soak"]["rows"][0])
    return plots


def power(value):
    return f"{value:,.0f}"


def cost_against_n(classes):
    lines = {}
    for row in classes:
        lines.setdefault(row["class"], []).append((row["count"], row["nanoseconds"] / 1e9))
    shown = [(name, points, False) for name, points in lines.items() if len(points) > 1]
    return chart("Whole solve with proof, one thread", "periods", "time", shown, x_text=power, y_text=round_seconds, x_ticks=[8, 390, 10_000, 1_000_000])


def peers(rows):
    lines = {}
    for row in rows:
        if row["class"] == "power" and not row["note"]:
            lines.setdefault(row["solver"], []).append((row["count"], row["seconds"]))
    ordered = sorted(lines.items(), key=lambda line: line[1][0][1])
    return chart(
        f"Time to the optimum, {CLASSES['power']}", "periods", "time", [(name, points, False) for name, points in ordered],
        x_text=power, y_text=round_seconds, x_ticks=[390, 10_000, 1_000_000])


def latency(rows, title, kinds, names):
    """Latency against 1 - quantile, the tail to the right, of the C++ client on one stream."""
    lines = []
    for row in rows:
        if row["client"] != "C++" or row["transport"] != "tcp" or row["durability"] != "none" or row["kind"] not in kinds:
            continue
        at = row["rates"][-1]
        for name, dashed in (("solve", False), ("echo", True)):
            points = [(1 / (1 - part), value * 1e-6) for part, value in sorted(quantiles(at["latency"][name]).items()) if part < 1]
            lines.append((f"{names[row['kind']]}{', echo' if dashed else ''}", points, dashed))
    rate = rows[0]["rates"][-1]["rate"]
    return chart(
        f"{title}, C++ client, TCP, {rate:,.0f}/s", "part of the messages that take at most as long", "latency", lines,
        x_text=lambda value: f"{1 - 1 / value:.2%}".replace(".00", "").replace("99.90", "99.9"), y_text=round_seconds, x_ticks=[1, 2, 10, 100, 1000, 10_000])


def soak(row):
    begin = row["samples"][0]["seconds"]
    minutes = lambda sample: (sample["seconds"] - begin) / 60
    return chart(
        "The service under mixed load", "minutes", "MB",
        [("resident", [(minutes(sample), sample["residentBytes"] / 1e6) for sample in row["samples"]], False),
         ("heap, dead objects included", [(minutes(sample), sample["heapBytes"] / 1e6) for sample in row["samples"]], True)],
        x_log=False, y_log=False, x_text=lambda value: f"{value:.1f}".rstrip("0").rstrip("."), y_text=lambda value: f"{value:.0f}")
