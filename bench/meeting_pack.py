"""A meeting taken to a hall without internet: how long its pack takes, how large it is, how soon the hall's machine listens."""

import os
import re
import subprocess
import time
import urllib.request

from served_county import ServedCounty

TIP = "9005e67e20d4b5d7b1d8d7a4e0c9c8a1f2e3d4c5b6a798877665544332211000"


def measure(binary, folder, scale, table):
    file = folder / "bench.lianxin-pack"
    with ServedCounty(binary, folder, scale) as county:
        cookie = county.sign_in("host")
        path = announced(county, cookie)
        begin = time.monotonic()
        key = county.call("POST", f"{path}/pack", {}, cookie)[0]["key"]
        while (pack := county.call("GET", path, cookie=cookie)[0]["pack"])["state"] == "making":
            time.sleep(0.1)
        seconds = time.monotonic() - begin
        if pack["state"] != "out":
            raise SystemExit(f"the pack is {pack['state']}")
        request = urllib.request.Request(f"{county.origin}{path}/pack", headers={"Cookie": f"lianxin_session={cookie}"})
        with urllib.request.urlopen(request, timeout=120) as answer:
            file.write_bytes(answer.read())
        with open(f"/proc/{county.process.pid}/status", encoding="ascii") as status:
            peak = int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) / 1024
        table.add("a meeting pack of the whole county", f"{seconds:.1f} s, {pack['size'] / 1e6:.0f} MB, {peak:.0f} MB of memory")
    unpacked = folder / f"hall-{time.time_ns()}"
    command = [binary, "serve", "--meeting", file, "--data", unpacked, "--listen", "127.0.0.1:0"]
    for work in ["the hall's machine, from the command to listening: unpacked", "the same when it lies there"]:
        begin = time.monotonic()
        hall = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"LIANXIN_PACK_KEY": key})
        for line in hall.stdout:
            if line.startswith("listening on "):
                break
        seconds = time.monotonic() - begin
        hall.terminate()
        hall.wait(timeout=30)
        table.add(work, f"{seconds:.1f} s")


def announced(county, cookie):
    """A rehearsal over everybody and all their households."""
    form = {
        "code": f"REHEARSAL-{time.time_ns()}", "title": "Pack", "place": "Hall", "meets_on": "2026-12-01", "rehearsal": True,
        "rosters": [{"name": "officials", "kind": "officials"}, {"name": "households", "kind": "households"}],
        "plan": "s1:officials:n=3;hh:households:n=3,in=s1", "sources": "dice6", "otc_tip": TIP,
    }
    meeting = county.call("POST", "/api/meetings", form, cookie)[0]
    path = f"/api/meetings/{meeting['id']}"
    county.call("POST", f"{path}/announcement", {}, cookie)
    return path
