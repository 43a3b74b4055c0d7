"""How long it takes to check a draw over 10,180 officials: the program, and the page on a slow phone."""

import json
import pathlib
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
OFFICIALS = 10_180
SLOWER = 6
TIMES = 7


def measure(binary, folder, table):
    """Both check the same meeting of 8 rounds; half of the runs take no longer than what is told."""
    scripts = ROOT / "web" / "scripts"
    subprocess.run(["node", scripts / "make-bundles.mjs", folder, str(OFFICIALS)], check=True)
    took = []
    for _ in range(TIMES):
        begin = time.monotonic()
        subprocess.run([binary, "draw", "verify", folder / "bundle.json"], check=True, stdout=subprocess.DEVNULL)
        took.append(1000 * (time.monotonic() - begin))
    work = f"check 8 rounds over {OFFICIALS:,} officials"
    table.add(f"{work}: `lianxin draw verify`", f"{statistics.median(took):.0f} ms")
    said = subprocess.run(
        ["node", scripts / "time-check.mjs", str(OFFICIALS), str(SLOWER), str(TIMES)], check=True, capture_output=True, text=True
    ).stdout
    for rate, runs in json.loads(said)["took"].items():
        milliseconds = statistics.median(run["milliseconds"] for run in runs)
        longest = statistics.median(run["longest"] for run in runs)
        where = "the page, in Chromium" if rate == "1" else f"the same, processor slowed down {rate} times"
        table.add(f"{work}: {where}", f"{milliseconds:.0f} ms, {milliseconds / 8:.0f} ms a round, never away for more than {longest:.0f} ms")
