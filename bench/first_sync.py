"""The morning on which every official opens the app for the first time: 300 first downloads at once, then everybody's."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import secrets
import sqlite3
import statistics
import time
import urllib.parse
import uuid

from served_county import ServedCounty

AT_ONCE = 300
LOGIN = "bench-"
AIM = "300 at once: p95 under 1 s; all within 60 s"


def token_hash(key, token):
    return hmac.new(key, f"session|{token}".encode(), hashlib.sha256).digest()


@contextlib.contextmanager
def signed_in(data):
    """A session for every official who serves households, written into the stopped county and taken out again.
    Signing in itself is slow on purpose and is not what is measured."""
    key = base64.b64decode((data / "keys" / "hash.1.key").read_text(encoding="ascii").strip())
    db = sqlite3.connect(data / "county.db")
    seen, = db.execute("SELECT created_at FROM account LIMIT 1").fetchone()
    officials = [row[0] for row in db.execute("SELECT DISTINCT official_id FROM link WHERE valid_to IS NULL AND kind = 'thirty'")]
    now = time.strftime("%Y-%m-%d %H:%M:%S+00:00", time.gmtime())
    later = time.strftime("%Y-%m-%d %H:%M:%S+00:00", time.gmtime(time.time() + 24 * 3600))
    accounts, roles, sessions, tokens = [], [], [], []
    for number, official in enumerate(officials):
        account, token = uuid.uuid4().bytes, secrets.token_urlsafe(32)
        accounts.append((account, f"{LOGIN}{number}", official, LOGIN, seen))
        roles.append((uuid.uuid4().bytes, account, official, seen))
        sessions.append((uuid.uuid4().bytes, token_hash(key, token), account, now, now, later))
        tokens.append(token)
    with db:
        db.executemany(
            "INSERT INTO account (id, login, official_id, display_name, state, failures, created_at) VALUES (?, ?, ?, ?, 'active', 0, ?)",
            accounts,
        )
        db.executemany(
            "INSERT INTO account_role (id, account_id, role, scope_kind, scope_id, granted_at) VALUES (?, ?, 'official', 'own_links', ?, ?)",
            roles,
        )
        db.executemany(
            "INSERT INTO session (id, token_hash, account_id, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
            sessions,
        )
    db.close()
    try:
        yield tokens
    finally:
        db = sqlite3.connect(data / "county.db")
        ours = "IN (SELECT id FROM account WHERE login LIKE 'bench-%')"
        with db:
            db.execute(f"DELETE FROM session WHERE account_id {ours}")
            db.execute(f"DELETE FROM account_role WHERE account_id {ours}")
            db.execute("DELETE FROM account WHERE login LIKE 'bench-%'")
        db.close()


async def answer(reader):
    """The status and the size of one HTTP answer, read to its end."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    if "content-length" in headers:
        size = int(headers["content-length"])
        await reader.readexactly(size)
        return status, size
    size = 0
    while chunk := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        await reader.readexactly(chunk + 2)
        size += chunk
    await reader.readexactly(2)
    return status, size


async def download(reader, writer, host, token):
    """One first download: seconds and bytes."""
    begin = time.perf_counter()
    writer.write(
        f"GET /api/sync HTTP/1.1\r\nhost: {host}\r\naccept-encoding: gzip\r\ncookie: lianxin_session={token}\r\n\r\n".encode()
    )
    status, size = await answer(reader)
    if status != 200:
        raise SystemExit(f"a first download was answered with {status}")
    return time.perf_counter() - begin, size


async def everybody(origin, tokens):
    host = urllib.parse.urlsplit(origin)
    ways = [await asyncio.open_connection(host.hostname, host.port) for _ in range(min(AT_ONCE, len(tokens)))]
    at_once = await asyncio.gather(
        *(download(*way, host.netloc, token) for way, token in zip(ways, tokens))
    )
    waiting = iter(tokens)

    async def one_after_the_other(way):
        return [await download(*way, host.netloc, token) for token in waiting]

    begin = time.perf_counter()
    done = await asyncio.gather(*(one_after_the_other(way) for way in ways))
    seconds = time.perf_counter() - begin
    for _, writer in ways:
        writer.close()
    return at_once, [one for each in done for one in each], seconds


def measure(binary, folder, scale, table):
    with signed_in(folder / "data") as tokens:
        with ServedCounty(binary, folder, scale) as county:
            at_once, everyone, seconds = asyncio.run(everybody(county.origin, tokens))
    times = sorted(each for each, _ in at_once)
    p95 = times[int(len(times) * 0.95) - 1] if len(times) > 1 else times[0]
    size = statistics.mean(size for _, size in everyone)
    table.add(
        f"first download of {len(at_once)} phones at once",
        f"p50 {statistics.median(times) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, longest {times[-1] * 1000:.0f} ms",
        AIM,
    )
    table.add(
        f"first download of all {len(everyone):,} officials, {len(at_once)} at a time",
        f"{seconds:.1f} s, {len(everyone) / seconds:.0f}/s, {size / 1024:.0f} kB each, packed",
        AIM,
    )
