"""An assignment of the whole county through the desk: proposed, approved by a second person, and on its day made the links."""

import shutil
import sqlite3
import time

from served_county import ServedCounty

FROM_SCRATCH = "nobody is linked yet"
AS_IT_IS = "the links of the demo, its recused ones to be broken"


def measure(binary, folder, scale, table):
    for work, prepare in [(AS_IT_IS, ""), (FROM_SCRATCH, "DELETE FROM link")]:
        place = folder / "process"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(folder / "data", place / "data")
        if prepare:
            in_place(place, prepare)
        with ServedCounty(binary, place, scale) as county:
            assignment, seconds = propose(county)
        figures = assignment["figures"]
        table.add(f"propose the county's assignment, {work}", f"{seconds:.1f} s, {figures['moves']:,} households change hands")
        # Its day has come: the server finds it when it starts.
        in_place(place, "UPDATE assignment SET effective_on = date('now', '+8 hours') WHERE state = 'approved'")
        begin = time.monotonic()
        with ServedCounty(binary, place, scale) as county:
            cookie = county.sign_in("office")
            wait(county, cookie, assignment["id"], "effective")
        table.add(f"make it the links, {work}", f"{time.monotonic() - begin:.1f} s with the start of the server")
        shutil.rmtree(place)


def in_place(place, statement):
    db = sqlite3.connect(place / "data" / "county.db")
    with db:
        db.execute(statement)
    db.close()


def propose(county):
    """The county's assignment, approved, and the seconds until it was there to be compared."""
    office, hr = county.sign_in("office"), county.sign_in("hr")
    grids, _ = county.call("GET", "/api/grids?level=county&limit=1", cookie=office)
    tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 32 * 3600))
    begin = time.monotonic()
    form = {"grid_id": grids["items"][0]["id"], "effective_on": tomorrow}
    queued, _ = county.call("POST", "/api/assignments", form, office)
    draft = wait(county, office, queued["id"], "draft")
    seconds = time.monotonic() - begin
    approved, _ = county.call("POST", f"/api/assignments/{draft['id']}/approve", {"version": draft["version"]}, hr)
    return approved, seconds


def wait(county, cookie, assignment, state):
    while True:
        found, _ = county.call("GET", f"/api/assignments/{assignment}", cookie=cookie)
        if found["state"] == state:
            return found
        if found["state"] == "failed":
            raise SystemExit(f"the assignment failed: {found}")
        time.sleep(0.1)
