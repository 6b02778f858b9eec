"""Writes docs/benchmarks.md, its plots and the table of README.md from bench/results: page.py [FOLDER], the folder of a processor; without it the one measured last."""

import json
import pathlib
import re
import sys

import plots
import sections

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results"
PARTS = ("kernels", "peers", "load", "streams", "sessions", "settings", "reader", "soak")


def read(folder):
    """Part -> what was measured, of those that were."""
    return {part: json.loads((folder / f"{part}.json").read_text(encoding="utf-8")) for part in PARTS if (folder / f"{part}.json").exists()}


def fill(template, values):
    """The template with each line `{{name}}` replaced by its value; where there is none, that part has not been measured."""
    return re.sub(r"^\{\{(\w+)\}\}$", lambda found: values.get(found.group(1)) or "*Not measured on this machine.*", template, flags=re.M)


def between(text, marker, value):
    begin, end = f"<!-- {marker}: begin -->\n", f"<!-- {marker}: end -->"
    at, to = text.index(begin) + len(begin), text.index(end)
    return text[:at] + "\n" + value + "\n\n" + text[to:]


def main(name):
    results = read(RESULTS / name)
    folder = ROOT / "docs" / "plots"
    folder.mkdir(exist_ok=True)
    for plot, text in plots.all_of(results).items():
        (folder / f"{plot}.svg").write_text(text, encoding="utf-8")
    template = (pathlib.Path(__file__).parent / "benchmarks.md").read_text(encoding="utf-8")
    others = sorted(path.name for path in RESULTS.iterdir() if path.is_dir() and path.name != name)
    values = sections.all_of(results)
    values["others"] = "Results of other processors, as measured: " + ", ".join(f"[{other}](../bench/results/{other})" for other in others) + "." if others else " "
    (ROOT / "docs" / "benchmarks.md").write_text(fill(template, values), encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(between(readme.read_text(encoding="utf-8"), "benchmark", sections.readme(results)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else (RESULTS / "latest").read_text(encoding="utf-8").strip())
