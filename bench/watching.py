"""A hall and a county that watch: streams of one meeting on one process, and the snapshot that everybody else asks for."""

import asyncio
import pathlib
import re
import resource
import statistics
import subprocess
import time
import urllib.parse

from served_county import ServedCounty

VIEWERS = 8_000
OPENING_DICE = "31415926535897932384"
LOTTERY = "3.7.9.20.28.33+5"


def measure(binary, folder, scale, table):
    """Needs as many open files as there are viewers, and as many again for the server's side of each."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with ServedCounty(binary, folder, scale) as county:
        meetings, _ = county.call("GET", "/api/public/meetings")
        meeting = next(one for one in meetings["items"] if one["state"] == "announced")
        before = memory(county.process.pid)
        times = asyncio.run(watch(county, meeting["id"]))
        each = (memory(county.process.pid) - before) / VIEWERS
        middle, longest = statistics.median(times), max(times)
        work = f"{VIEWERS:,} streams of a meeting on one process: from the press to the screen"
        table.add(work, f"p50 {middle:.0f} ms, the last of them {longest:.0f} ms; {each:.0f} kB each", "every one within 1 s")
        snapshots(county, meeting["id"], table)


def memory(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))


async def watch(county, meeting):
    """Milliseconds from the host's press until each viewer has the next picture."""
    host = urllib.parse.urlsplit(county.origin)
    request = f"GET /api/public/meetings/{meeting}/events HTTP/1.1\r\nhost: {host.netloc}\r\n\r\n".encode()
    viewers = []
    for first in range(0, VIEWERS, 200):
        viewers += await asyncio.gather(*(stream(host, request) for _ in range(first, min(first + 200, VIEWERS))))
    told = [asyncio.create_task(picture(reader)) for reader, _ in viewers]
    cookie = county.sign_in("host")
    sources = county.call("GET", f"/api/meetings/{meeting}", cookie=cookie)[0]["sources"].split(",")
    values = [{"source": name, "value": OPENING_DICE if name.startswith("dice") else LOTTERY} for name in sources]
    begin = time.perf_counter()
    form = {"values": values}
    await asyncio.to_thread(county.call, "POST", f"/api/meetings/{meeting}/opening", form, cookie)
    ends = await asyncio.gather(*told)
    for _, writer in viewers:
        writer.close()
    return [1000 * (end - begin) for end in ends]


async def stream(host, request):
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    writer.write(request)
    await picture(reader)
    return reader, writer


async def picture(reader):
    """The moment at which the next picture is there."""
    while not (await reader.readline()).startswith(b"data:"):
        pass
    return time.perf_counter()


def snapshots(county, meeting, table):
    rates = {}
    for name, path in [("a bare handler", "/healthz"), ("the snapshot", f"/api/public/meetings/{meeting}")]:
        command = ["wrk", "-t2", "-c64", "-d5s", county.origin + path]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in said:
            raise SystemExit(f"{path} did not answer 200:\n{said}")
        rates[name] = float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))
    share = rates["the snapshot"] / rates["a bare handler"]
    told = f"{rates['the snapshot']:,.0f}/s, {share:.2f} of a bare handler's {rates['a bare handler']:,.0f}/s"
    table.add("snapshots of a meeting for everybody", told, "0.7 of a bare handler or more")
