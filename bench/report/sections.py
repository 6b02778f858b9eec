"""The tables of docs/benchmarks.md, each from the results of one part; nothing where that part was not measured."""

from words import count, digits, ratio, seconds, small, table

KINDS = {"unary": "Solve", "many": "SolveMany", "market": "new impact, all periods", "fill": "execution"}
CLASSES = {
    "power": "own exponents", "caps": "own exponents, caps", "quadratic": "quadratic, many zeros",
    "risk-quadratic": "quadratic, mean-variance", "risk-power": "power law, mean-variance",
}


def all_of(results):
    made = {name: part(results) for name, part in SECTIONS.items() if all(need in results for need in NEEDS.get(name, [name]))}
    made["machine"], made["targets"] = machine(results), targets(results)
    return made


def rows(results, part):
    return results[part]["rows"]


def quantiles(latency):
    return dict(map(tuple, latency["quantiles"]))


def machine(results):
    lines = []
    for part, result in results.items():
        place = result["machine"]
        lines.append((f"{part}, {result['mode']}", f"{place['cpu']} ({place['model']}), {place['cores']} cores", f"Linux {place['kernel']}, {place['os']}", place["dotnet"], place["date"], "not noted" if place["load"] is None else f"{place['load']:.1f}"))
    return table(("part", "processor", "system", ".NET SDK", "measured, UTC", "load average"), lines)


def widest(found):
    """The rows of the widest kernel that was measured."""
    return [row for row in found["kernels"] if row["kernel"] == found["kernels"][0]["kernel"]]


def kernels(results):
    lines = []
    for row in rows(results, "kernels")[0]["kernels"]:
        asked = row["row"]
        spread = f"{row['ratio']['least']:.2f} to {row['ratio']['most']:.2f}"
        target = "" if asked["limit"] is None else f"{asked['limit']:.2f}"
        chosen = "" if asked["published"] is None or row["kernel"] != "avx512" else digits(asked["published"])
        lines.append((asked["work"], count(asked["count"]), row["kernel"], digits(row["ours"]["median"]), digits(row["floor"]["median"]), ratio(row["ratio"]["median"], asked["limit"]), spread, target, chosen))
    return table(("work", "N", "kernel", "ours, ns", "C++, ns", "ratio", "of single processes", "target", "C++ where it was chosen, ns"), lines)


def classes(results):
    found = rows(results, "kernels")[0]["classes"]
    return table(
        ("class", "N", "method", "whole solve", "/ C++ root of own exponents at 390", "bytes allocated"),
        [(row["class"], count(row["count"]), row["method"], seconds(row["nanoseconds"] / 1e9), ratio(row["ratio"]), row["bytes"]) for row in found])


def cores(results):
    found = rows(results, "kernels")[0].get("cores", [])
    return table(
        ("class", "N", "one thread", "all cores", "times as fast", "cores"),
        [(row["class"], count(row["count"]), seconds(row["oneNanoseconds"] / 1e9), seconds(row["allNanoseconds"] / 1e9), f"{row['ratio']:.2f}", row["cores"]) for row in found])


def peers(results):
    lines, last = [], None
    for row in rows(results, "peers"):
        here = (row["class"], row["count"])
        name = f"{CLASSES[row['class']]}" if here != last else ""
        size = count(row["count"]) if here != last else ""
        last = here
        if row["note"].startswith("failed"):
            lines.append((name, size, row["solver"], row["note"], "", "", ""))
            continue
        stopped = row["note"] == "stopped"
        times = "" if row["solver"] == "SolverGrpc" else f"{'> ' if stopped else ''}{count(row['seconds'] / row['ours'])}"
        lines.append((name, size, row["solver"], f"{'stopped at ' if stopped else ''}{seconds(row['seconds'])}", times, small(row.get("gap")), small(row.get("sum_error"))))
    return table(("instance", "N", "solver", "time", "times ours", "gap to the certified bound", "error of the sum"), lines)


def latencies(found):
    lines = []
    for row in found:
        for at in row["rates"]:
            ours, echo = quantiles(at["latency"]["solve"]), quantiles(at["latency"]["echo"])
            lines.append((row, at, " / ".join(digits(ours[part]) for part in (0.5, 0.99, 0.999)), " / ".join(digits(echo[part]) for part in (0.5, 0.99, 0.999)), at["ratio"]))
    return lines


def shown(row, at):
    """The rates that the page shows of a run up to saturation: a light one, half and nine tenths of what saturates it."""
    rates = [each["rate"] for each in row["rates"]]
    return len(rates) <= 3 or at["rate"] in (rates[0], rates[3], rates[5])


def load(results):
    lines = [
        (row["client"], row["transport"], KINDS[row["kind"]], count(at["rate"]), ours, echo, ratio(p50, 1.10 if row["client"] == "C++" and row["kind"] == "unary" else None))
        for row, at, ours, echo, p50 in latencies(rows(results, "load")) if shown(row, at)]
    return table(("client", "transport", "method", "messages/s", "p50 / p99 / p99.9, µs", "echo's", "p50 / echo's"), lines)


def saturation(row):
    return f"{count(row['saturated']['solve'])} / {count(row['saturated']['echo'])}" if "saturated" in row else ""


def streams(results):
    lines = []
    for row, at, ours, echo, p50 in latencies(rows(results, "streams")):
        lines.append((row["client"], count(row["streams"]), KINDS[row["kind"]], f"{row['requestBytes']:,} → {row['responseBytes']:,}", row["durability"], count(at["rate"]), ours, echo,
                      ratio(p50, 1.15 if row["streams"] == 1 else None), saturation(row)))
    return table(
        ("client", "streams", "event", "bytes", "durability", "events/s", "event to plan, p50 / p99 / p99.9, µs", "echo's", "p50 / echo's", "most events/s / echo's"), lines)


def sessions(results):
    found = rows(results, "sessions")
    lines = []
    for row in found:
        if "writers" in row:
            lines.append((f"journal: {row['writers']} writers that wait for the disk", f"{count(row['durable_per_second'])} records/s, p50 {digits(row['p50_ms'])} ms, p99 {digits(row['p99_ms'])} ms"))
        elif "snapshots" in row:
            how = "with snapshots when asked" if row["snapshots"] else "without snapshots"
            lines.append((f"journal alone: {count(row['sessions'])} sessions of {row['events']} events, {how}", f"{digits(row['journal_bytes'] / 1e6)} MB, read in {digits(row['recovery_ms'])} ms"))
        elif "stages" in row:
            continue
        elif row["events"] == 0:
            lines.append((f"{count(row['sessions'])} idle sessions of {row['periods']} periods", f"{digits(row['idle_bytes'] / 1e6)} MB, {digits(row['idle_bytes'] / row['sessions'] / 1e3)} kB each"))
        else:
            lines.append((f"{count(row['sessions'])} sessions of {row['events']} executions, a plan for each", f"{count(row['events_per_second'])} events/s, {digits(row['processor_us_per_event'])} µs of processor each"))
            lines.append((f"restart with these {count(row['sessions'])} sessions", f"{digits(row['journal_bytes'] / 1e6)} MB of journal, {digits(row['restart_ms'])} ms"))
    return table(("what", "measured"), lines)


def stages(results):
    found = {row["event"]: {stage["name"]: stage for stage in row["stages"]} for row in rows(results, "sessions") if "stages" in row}
    cell = lambda stage: f"{digits(stage['warm_ns'] / 1e3)} / {digits(stage['cold_ns'] / 1e3)} / {count(stage['bytes'])}" if stage else ""
    return table(
        ("µs warm / µs cold / bytes allocated", "new impact, all periods", "an execution of a working child order"),
        [(name, cell(stage), cell(found["fill"].get(name))) for name, stage in found.get("market", {}).items()])


def settings(results):
    lines = []
    for row in rows(results, "settings"):
        if "unavailable" in row:
            lines.append((row["setting"], "", f"not tried: {row['unavailable']}", "", "", ""))
            continue
        at = row["result"]["rates"][0]
        ours, base = quantiles(at["latency"]["solve"]), quantiles(at["latency"]["baseline"])
        lines.append((row["setting"], KINDS[row["result"]["kind"]], ratio(at["ratio"]), *(f"{digits(base[part])} → {digits(ours[part])}" for part in (0.5, 0.99, 0.999))))
    return table(("setting", "load, 1,000/s", "p50, with / without", "p50 µs, without → with", "p99", "p99.9"), lines)


def soak(results):
    row = rows(results, "soak")[0]
    lines = [(KINDS[part["kind"]], count(part["streams"]), count(part["rate"]), " / ".join(digits(quantiles(part["latency"])[p]) for p in (0.5, 0.99, 0.999, 1))) for part in row["loads"]]
    first, last = row["samples"][0], row["samples"][-1]
    time, pauses, collections = (last[name] - first[name] for name in ("seconds", "pauseSeconds", "collections"))
    third = len(row["samples"]) // 3
    middle, end = (sorted(sample["residentBytes"] for sample in part)[third // 2] for part in (row["samples"][third:2 * third], row["samples"][2 * third:]))
    facts = (
        f"{row['minutes']:g} minutes. Memory of the service: {digits(middle / 1e6)} MB in the middle third, {digits(end / 1e6)} MB in the last ({row['growth']:+.1%}, at most {row['growthMax']:+.0%} allowed). "
        f"Collections: {count(collections)}, which stopped all threads for {seconds(pauses / max(collections, 1))} each on average, {pauses / time:.2%} of the time.")
    return facts + "\n\n" + table(("what", "streams", "messages/s", "p50 / p99 / p99.9 / longest, µs"), lines)


def reader(results):
    row = rows(results, "reader")[0]
    return table(
        ("market data, one core", "rows/s"),
        [("MBP-10 CSV, read and checked", count(row["read_per_second"])), ("a loop that splits the same lines at their commas and reads nothing", count(row["split_per_second"]))])


def targets(results):
    """What DESIGN asks for, and what came out."""
    lines = []

    def add(what, target, measured, met):
        lines.append((what, target, measured, "met" if met else "**missed**"))

    if "kernels" in results:
        found = rows(results, "kernels")[0]
        for row in widest(found):
            asked = row["row"]
            if asked["limit"] is None:
                continue
            kind = "with exact sum and certificate" if asked["whole"] else "root and schedule"
            measured = row["ratio"]["median"]
            add(f"{asked['work']}, N = {count(asked['count'])}: {kind}", f"≤ {asked['limit']:.2f} × hand-written C++", f"{measured:.2f}", measured <= asked["limit"])
        most = max(row["bytes"] for row in found["classes"])
        for row in found.get("cores", [])[:1]:
            add(f"own exponents, N = {count(row['count'])}: whole solve on {row['cores']} cores", "faster than on one", f"{row['ratio']:.2f} times", row["ratio"] > 1)
        add("allocated by a solve, any class", "0 bytes", f"{most} bytes", most == 0)
    for part, kinds, limit in (("load", ("unary",), 1.10), ("streams", ("market", "fill"), 1.15)):
        for row in results.get(part, {"rows": []})["rows"]:
            if row["client"] == "C++" and row["transport"] == "tcp" and row["kind"] in kinds:
                at = row["rates"][-1]
                what = "Solve, 390 periods" if part == "load" else f"stream, {KINDS[row['kind']]} to plan, 390 periods, durability {row['durability']}"
                add(f"{what}, C++ client, {count(at['rate'])}/s: p50", f"≤ {limit:.2f} × echo", f"{at['ratio']:.2f}", at["ratio"] <= limit)
    for row in results.get("sessions", {"rows": []})["rows"]:
        if row.get("events") == 0:
            add(f"{count(row['sessions'])} idle sessions of {row['periods']} periods", "< 1 GB", f"{digits(row['idle_bytes'] / 1e9)} GB", row["idle_bytes"] < 1e9)
        elif "restart_ms" in row:
            add(f"restart with {count(row['sessions'])} sessions of {row['events']} events", "< 1 s", seconds(row["restart_ms"] / 1e3), row["restart_ms"] < 1000)
    for row in results.get("soak", {"rows": []})["rows"]:
        add(f"memory over {row['minutes']:g} minutes of mixed load", f"≤ {row['growthMax']:+.0%}", f"{row['growth']:+.1%}", row["growth"] <= row["growthMax"])
    return table(("what", "target", "measured", ""), lines)


def readme(results):
    """The short table: what a user would take instead, beside ours, and how far we are from the limit."""
    if "peers" not in results or "kernels" not in results:
        return "*Not measured on this machine.*"
    solvers = ["SolverGrpc", "numpy + brentq", "Ipopt", "CVXOPT", "SciPy SLSQP"]
    found = {(row["class"], row["count"], row["solver"]): row for row in results["peers"]["rows"]}

    def cell(name, size, solver):
        row = found.get((name, size, solver))
        if row is None or row["note"].startswith("failed"):
            return "–"
        stopped = "> " if row["note"] == "stopped" else ""
        return stopped + seconds(row["seconds"])

    sizes = sorted({(name, size) for name, size, _ in found}, key=lambda pair: (list(CLASSES).index(pair[0]), pair[1]))
    lines = [(CLASSES[name], count(size), *(cell(name, size, solver) for solver in solvers)) for name, size in sizes]
    place = results["peers"]["machine"]
    text = f"{place['cpu']}, {place['cores']} cores, {place['date'][:10]}; time to a schedule, ours with its proof; > : stopped without an answer as good.\n\n"
    text += table(("", "N", "**SolverGrpc**", *solvers[1:]), lines)
    near = [row for row in widest(rows(results, "kernels")[0]) if not row["row"]["whole"] and not row["row"]["work"].startswith("one pass")]
    text += "\n\nThe method alone, λ and the schedule, over the same written by hand in C++ (1: as fast):\n\n"
    return text + table(("", "N", "ours / C++"), [(row["row"]["work"], count(row["row"]["count"]), ratio(row["ratio"]["median"])) for row in near])


SECTIONS = {
    "kernels": kernels, "classes": classes, "cores": cores, "peers": peers, "load": load, "streams": streams, "sessions": sessions, "stages": stages, "settings": settings, "soak": soak, "reader": reader,
}
NEEDS = {"classes": ["kernels"], "cores": ["kernels"], "stages": ["sessions"]}
