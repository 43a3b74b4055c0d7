"""Two heavy lists around a rating round: the roster of a recontact of the whole county, and the slips of a township."""

import base64
import secrets
import time

from preparing import Memory, seal
from served_county import ServedCounty


def public_key():
    """A trustee's: nobody knows the secret one, and the round is never counted."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def until(asked, what):
    """Asks until it is so; how long that took."""
    begin = time.monotonic()
    while not what(found := asked()):
        time.sleep(0.2)
    return found, time.monotonic() - begin


def recontact(county, table):
    """Every ballot of a counted round on one roster, in one transaction."""
    office, memory = county.sign_in("office"), Memory(county.process.pid)
    rounds, _ = county.call("GET", "/api/rating-rounds", cookie=office)
    counted = next(one for one in rounds["items"] if one["state"] == "closed" and one["kind"] == "household")
    before, (tip, _) = memory.now(), seal(2)
    form = {"permille": 100, "sources": "dice20", "otc_tip": tip}
    begin = time.monotonic()
    announced, _ = county.call("POST", f"/api/rating-rounds/{counted['id']}/recontact", form, office)
    seconds = time.monotonic() - begin
    table.add(f"freeze and announce {announced['issued']:,} ballots, {announced['to_draw']:,} to be drawn", f"{seconds:.1f} s")
    begin = time.monotonic()
    draw, _ = county.call("GET", f"/api/public/desk-draws/{announced['draw_id']}", cookie=office)
    size = sum(len(roster["text"].encode()) for roster in draw["rosters"])
    table.add("the roster, as everybody reads it", f"{size / 1e6:.1f} MB in {time.monotonic() - begin:.1f} s")
    table.add("memory before and at its peak", f"{before:.0f} MB, {memory.peak:.0f} MB")


def slips(county, table):
    """Keys for the officials of a township, and a sealed slip for each of their households."""
    office, keeper = county.sign_in("office"), county.sign_in("slips")
    townships, _ = county.call("GET", "/api/grids?level=township&limit=1", cookie=office)
    grid = townships["items"][0]["id"]
    today, _ = county.call("GET", "/api/me", cookie=office)
    form = {
        "code": f"BENCH-{secrets.token_hex(3)}", "name": "评议", "opens_on": today["today"], "closes_on": "2099-12-31",
        "trustee_keys": [public_key(), public_key()], "scope_kind": "grid", "scope_id": grid,
    }
    made, _ = county.call("POST", "/api/rating-rounds", form, office)
    path = f"/api/rating-rounds/{made['id']}"
    prepared, _ = county.call("POST", f"{path}/prepare", {}, office)

    def state():
        rounds, _ = county.call("GET", "/api/rating-rounds", cookie=office)
        return next(one["state"] for one in rounds["items"] if one["id"] == made["id"])

    _, seconds = until(state, lambda found: found == "ready")
    keys, _ = county.call("GET", f"{path}/keys", cookie=office)
    officials = len(keys["keys"])
    table.add(f"keys of a township's {officials} officials", f"{seconds:.0f} s, {officials / seconds:.1f}/s")
    missing, _ = county.call("GET", f"{path}/duty-reports", cookie=office)
    begin = time.monotonic()
    county.call("POST", f"{path}/open?missing_reports={missing['missing']}", {}, office)
    table.add("open it", f"{time.monotonic() - begin:.1f} s")
    memory = Memory(county.process.pid)
    before = memory.now()
    county.call("POST", f"{path}/slip-packs", {"grid_id": grid}, keeper)

    def pack():
        return county.call("GET", f"{path}/slip-packs", cookie=keeper)[0]["items"][0]

    done, seconds = until(pack, lambda found: found["state"] not in ("queued", "running"))
    if done["state"] != "done":
        raise SystemExit(f"the slips were not printed: {done}")
    table.add(
        f"print {done['cards']:,} slips of {done['total']} villages, {done['pages']:,} sheets",
        f"{seconds:.1f} s, {done['cards'] / seconds:.0f}/s; memory {before:.0f} MB, at its peak {memory.peak:.0f} MB",
    )


def measure(binary, folder, scale, table):
    with ServedCounty(binary, folder, scale) as county:
        recontact(county, table)
        slips(county, table)
