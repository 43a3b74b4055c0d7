"""How long it takes to prepare, announce and hold a meeting with the households of the whole county on a split roster."""

import hashlib
import pathlib
import re
import secrets
import threading
import time

from served_county import ServedCounty

DRAWN = 3


def seal(count):
    """A notary's chain of one-time codes: its tip, and what lies in each envelope."""
    chain = [secrets.token_bytes(32)]
    for _ in range(count):
        chain.append(hashlib.sha256(chain[-1]).digest())
    tip, *codes = [code.hex() for code in reversed(chain)]
    return tip, codes


class Memory(threading.Thread):
    """Watches a process's own memory, without the database's file, which it maps."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.status = pathlib.Path(f"/proc/{pid}/status")
        self.peak = 0
        self.start()

    def now(self):
        megabytes = int(re.search(r"RssAnon:\s+(\d+) kB", self.status.read_text(encoding="ascii")).group(1)) / 1024
        self.peak = max(self.peak, megabytes)
        return megabytes

    def run(self):
        # A process that has ended has a status for a while, without memory.
        while self.status.exists() and "RssAnon" in self.status.read_text(encoding="ascii"):
            self.now()
            time.sleep(0.02)


def measure(binary, folder, scale, table):
    with ServedCounty(binary, folder, scale) as county:
        host, typist = county.sign_in("host"), county.sign_in("typist")
        memory = Memory(county.process.pid)
        before = memory.now()
        tip, codes = seal(3)

        def timed(work, method, path, body=None, who=host):
            begin = time.monotonic()
            answer, _ = county.call(method, path, {} if body is None else body, who)
            table.add(work, f"{time.monotonic() - begin:.2f} s")
            return answer

        today, _ = county.call("GET", "/api/me", cookie=host)
        form = {
            "code": f"BENCH-{secrets.token_hex(3).upper()}", "title": "现场调查会", "place": "县文化中心", "meets_on": today["today"],
            "rosters": [{"name": "officials", "kind": "officials"}, {"name": "households", "kind": "households"}],
            "plan": f"s1:officials:n=1;h1:households:n={DRAWN},in=s1", "sources": "dice20", "otc_tip": tip,
        }
        meeting = timed("freeze all officials and all households", "POST", "/api/meetings", form)
        path = f"/api/meetings/{meeting['id']}"
        timed("freeze them once more, over the first", "PUT", path, form)
        timed("announce", "POST", f"{path}/announcement")
        values = {"values": [{"source": "dice20", "value": "31415926535897932384"}]}
        opened = timed("open", "POST", f"{path}/opening", values)
        for first in opened.get("carried", []):
            county.call("PUT", f"{path}/carried/{first['label']}", {"outcome": "IN_PERSON"}, host)

        def draw(work, step, nth):
            dice = {"step": step, "dice": "271828"}
            county.call("POST", f"{path}/dice", dice, host)
            timed(f"lock {work}", "POST", f"{path}/dice", dice, typist)
            return timed(f"reveal {work}", "POST", f"{path}/rounds/{nth + 1}/reveal", {"otc": codes[nth]})["rounds"][nth]["selected"]

        official = draw("an official", "s1", 0)[0]["label"]
        households = draw("his households", f"h1/{official}", 1)
        for nth, drawn in [(1, [{"label": official}]), (2, households)]:
            for one in drawn:
                county.call("PUT", f"{path}/rounds/{nth}/outcomes/{one['label']}", {"outcome": "IN_PERSON"}, host)
        timed("close, with the bundle", "POST", f"{path}/close")
        table.add("memory before and after, and its peak", f"{before:.0f} MB, {memory.now():.0f} MB, {memory.peak:.0f} MB")
