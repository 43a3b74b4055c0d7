"""How long it takes to check the count of a county: the bundle alone, and with every ballot opened."""

import json
import os
import statistics
import subprocess
import time

OFFICIALS = 10_180
ANSWERS = 17
TIMES = 5


def measure(binary, folder, table):
    """Half of the runs take no longer than what is told."""
    try:
        import count_reference
    except ImportError:
        print("  python3-cryptography is not installed: checking a count was not measured")
        return
    bundle, openings = folder / "count.json", folder / "openings.json"
    if not bundle.exists():
        made = count_reference.make(OFFICIALS, ANSWERS)
        for file, document in zip([bundle, openings], made):
            file.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    work = f"`lianxin rating verify`, {OFFICIALS:,} officials, {OFFICIALS * ANSWERS:,} ballots"
    for what, files, more in [("the bundle", [bundle], []), ("and the openings", [bundle, openings], ["--openings", openings])]:
        took, peak = [], 0
        for _ in range(TIMES):
            begin = time.monotonic()
            process = subprocess.Popen([binary, "rating", "verify", bundle, *more], stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            assert status == 0, "the count holds"
            took.append(time.monotonic() - begin)
            peak = max(peak, usage.ru_maxrss)
        size = sum(file.stat().st_size for file in files) / 1e6
        table.add(f"{work}: {what}, {size:.0f} MB", f"{statistics.median(took):.2f} s, {peak / 1024:.0f} MB")
