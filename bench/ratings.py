"""An evening on which everybody rates: ballots issued and cast a second over HTTP, durable before the answer, beside what the
machine could do at best in the same run."""

import contextlib
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import uuid

from served_county import ServedCounty

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLIENTS = 256
HOUSEHOLDS = 20_000
# A township: its keys are made in a minute, a county's in half an hour.
SCALE = "township"
# One row in a transaction, as long as a sealed ballot; the samples are there so that making them costs nothing.
PGBENCH = {
    "set-up": """
        CREATE TABLE sample (id integer PRIMARY KEY, sealed bytea NOT NULL);
        INSERT INTO sample SELECT n, (SELECT string_agg(sha256((n || '-' || part)::text::bytea), ''::bytea)
            FROM generate_series(1, 83) part) FROM generate_series(0, 99) n;
        CREATE TABLE ballot (nonce_hmac bytea NOT NULL PRIMARY KEY, round_id uuid NOT NULL, layers integer NOT NULL,
            sealed bytea NOT NULL);
        CREATE INDEX ON ballot (round_id, layers);
        """,
    "transaction": """
        INSERT INTO ballot SELECT sha256((random() || '-' || random())::text::bytea), '00000000-0000-0000-0000-000000000000', 2,
            sealed FROM sample WHERE id = floor(random() * 100)::integer;
        """,
}


def measure(binary, folder, table):
    """Once on SQLite; on PostgreSQL as well when the variable of the tests names a server that waits for its disk."""
    load = load_client()
    apart = folder / "ratings"
    shutil.rmtree(apart, ignore_errors=True)
    (apart / "limit").mkdir(parents=True)
    on_one(binary, load, apart, "SQLite", (), table)
    shutil.rmtree(apart)
    server = os.environ.get("LIANXIN_TEST_POSTGRES_URL")
    if server is None:
        return
    if ask(server, "SHOW fsync") != "on" or ask(server, "SHOW synchronous_commit") != "on":
        print("  this PostgreSQL does not wait for its disk: LIANXIN_TEST_POSTGRES_DURABLE=1 scripts/with-postgres bench/run")
        return
    (apart / "limit").mkdir(parents=True)
    with database(server) as address:
        on_one(binary, load, apart, "PostgreSQL", ("--database-url", address), table)
    with database(server) as address:
        rate = one_row_a_transaction(address, apart)
        table.add("PostgreSQL: pgbench, 16 clients, one row a transaction", f"{rate:,.0f}/s")
    shutil.rmtree(apart)


def load_client():
    subprocess.run(["cargo", "build", "--release", "-p", "tests", "--features", "load", "--bin", "rating-load"], cwd=ROOT, check=True)
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "rating-load"


def on_one(binary, load, folder, database_kind, arguments, table):
    with ServedCounty(binary, folder, SCALE, arguments) as county:
        round_id = opened(county)
        numbers = folder / "households.txt"
        numbers.write_text("\n".join(households(county)), encoding="ascii")
        keys = folder / "data" / "keys"
        command = [load, county.origin, round_id, keys, numbers, str(CLIENTS), folder / "limit"]
        said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    issued, cast = said["issued"], said["cast"]
    share = issued["per_second"] / said["signing"]
    table.add(
        f"{database_kind}: {said['households']:,} ballots issued over HTTP, {CLIENTS} clients",
        f"{told(issued)}; {share:.0%} of {said['signing']:,.0f} bare signatures/s on all cores",
        "85 % of the bare signing rate",
    )
    against = ""
    if database_kind == "SQLite":
        against = f"; {cast['per_second'] / said['set_sql']:.0%} of {said['set_sql']:,.0f} rows/s by set SQL without HTTP"
        table.add("SQLite: the same rows, one in a transaction", f"{said['one_by_one']:,.0f}/s")
    aim = "half of set SQL" if database_kind == "SQLite" else "3 times pgbench"
    table.add(f"{database_kind}: the same cast", told(cast) + against, f"{aim}, p99 under 100 ms")


def told(figures):
    busy = f", {figures['busy']} told to come again" if figures["busy"] else ""
    return f"{figures['per_second']:,.0f}/s, p50 {figures['p50']:.0f} ms, p99 {figures['p99']:.0f} ms{busy}"


def opened(county):
    """A round of all officials, its keys made: its id."""
    office = county.sign_in("office")
    trustees = [
        (pathlib.Path(county.log.name).parent / "data" / "keys" / "trustees" / f"{nth}.public").read_text().strip()
        for nth in (1, 2)
    ]
    # As the demo's own round, for whose year the officials have written their reports.
    opens_on = datetime.date.today() - datetime.timedelta(days=5)
    closes_on = opens_on + datetime.timedelta(days=21)
    form = {
        "code": "bench",
        "name": "bench",
        "opens_on": opens_on.isoformat(),
        "closes_on": closes_on.isoformat(),
        "trustee_keys": trustees,
    }
    made, _ = county.call("POST", "/api/rating-rounds", form, cookie=office)
    path = f"/api/rating-rounds/{made['id']}"
    county.call("POST", f"{path}/prepare", {}, cookie=office)
    while not published(county, path):
        time.sleep(0.5)
    county.call("POST", f"{path}/open", {}, cookie=office)
    return made["id"]


def published(county, path):
    try:
        county.call("GET", f"{path}/keys")
    except urllib.error.HTTPError as refusal:
        if refusal.code != 404:
            raise
        return False
    return True


def households(county):
    """The numbers of so many households."""
    office, numbers, cursor = county.sign_in("office"), [], ""
    while len(numbers) < HOUSEHOLDS:
        page, _ = county.call("GET", f"/api/households?limit=200{cursor}", cookie=office)
        numbers += [household["code"] for household in page["items"]]
        if not page.get("next_cursor"):
            break
        cursor = "&cursor=" + urllib.parse.quote(page["next_cursor"])
    return numbers[:HOUSEHOLDS]


@contextlib.contextmanager
def database(server):
    """A database of its own on the server, as its address."""
    name = f"lianxin_bench_{uuid.uuid4().hex[:8]}"
    ask(server, f"CREATE DATABASE {name}")
    try:
        yield urllib.parse.urlparse(server)._replace(path=f"/{name}").geturl()
    finally:
        ask(server, f"DROP DATABASE {name} WITH (FORCE)")


def ask(address, statement):
    command = ["psql", "-X", "-q", "-t", "-A", address, "-c", statement]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def one_row_a_transaction(address, folder):
    ask(address, PGBENCH["set-up"])
    script = folder / "ballot.sql"
    script.write_text(" ".join(PGBENCH["transaction"].split()) + "\n", encoding="utf-8")
    command = ["pgbench", "-n", "-c", "16", "-j", "2", "-T", "10", "-f", script, address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(re.search(r"tps = ([\d.]+)", said).group(1))
