"""Keeps what a part of the benchmark has printed: store.py PART MODE FOLDER < lines of JSON. Writes FOLDER/<cpu>/PART.json with the machine it was measured on."""

import datetime
import json
import os
import pathlib
import platform
import re
import subprocess
import sys


def cpu():
    """The processor's name for itself, and its family and model, which tell apart what has one name."""
    info = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")

    def field(name):
        found = re.search(rf"^{name}\s*: (.*)$", info, re.M)
        return found.group(1).strip() if found else "unknown"

    return field("model name"), f"family {field('cpu family')}, model {field('model')}"


def machine():
    name, model = cpu()
    with open("/etc/os-release", encoding="utf-8") as file:
        release = dict(line.rstrip().split("=", 1) for line in file if "=" in line)
    return {
        "cpu": name,
        "model": model,
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "os": release.get("PRETTY_NAME", "").strip('"'),
        "dotnet": subprocess.run(["dotnet", "--version"], capture_output=True, text=True, check=True).stdout.strip(),
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M"),
        "load": os.getloadavg()[0],
    }


def folder_of(place):
    return re.sub(r"[^a-z0-9]+", "-", f"{place['cpu']} {place['model']}".lower().replace("(r)", "")).strip("-")


def main(part, mode, results):
    rows = [json.loads(line) for line in sys.stdin if line.strip()]
    place = machine()
    folder = pathlib.Path(results) / folder_of(place)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": place, "mode": mode}, indent=1)[:-2] + ',\n "rows": [\n  ' + ",\n  ".join(json.dumps(row) for row in rows) + "\n ]\n}\n"
    (folder / f"{part}.json").write_text(text, encoding="utf-8")
    (pathlib.Path(results) / "latest").write_text(folder.name + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:4])
