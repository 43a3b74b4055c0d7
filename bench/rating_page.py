"""The rating page on a slow phone: what it weighs, when it is there, and how long the receipt takes."""

import json
import pathlib
import statistics
import subprocess
import tempfile

from served_county import ServedCounty

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "web" / "scripts" / "rating-page.mjs"
SLOWER = 6
TIMES = 5
WHERE = f"400 ms, 400 kbit/s, processor slowed down {SLOWER} times"


def measure(binary, table):
    """A village's county of its own: its households answer in it."""
    with tempfile.TemporaryDirectory(prefix="lianxin-rating-page-") as folder, ServedCounty(binary, folder) as county:
        command = ["node", SCRIPT, county.origin, str(TIMES), str(SLOWER)]
        said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    parts, runs = said["parts"], said["runs"]
    names = ", ".join(f"{path.rsplit('/', 1)[1]} {size / 1000:.1f}" for path, size in parts.items())
    table.add("rating page, gzipped", f"{sum(parts.values()) / 1000:.1f} kB ({names})", "at most 16 kB")

    def middle(name):
        return statistics.median(run[name] for run in runs)

    table.add("the same as it came over the wire, headers included", f"{middle('bytes') / 1000:.1f} kB")
    table.add(f"its largest content, {WHERE}", f"{middle('largest') / 1000:.2f} s", "under 2.5 s")
    table.add("ready to be sent", f"{middle('ready') / 1000:.2f} s")
    took = f"{middle('receipt') / 1000:.2f} s, away for {middle('away'):.0f} ms at most"
    table.add("from the tap to the receipt", took)
