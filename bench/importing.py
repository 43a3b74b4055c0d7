"""A county's households imported in the desk while phones log visits: how long, how much memory, and what the phones
notice of it."""

import concurrent.futures
import http.client
import json
import pathlib
import re
import shutil
import subprocess
import threading
import time
import urllib.parse
import urllib.request
import uuid
import zipfile
from xml.sax.saxutils import escape

from served_county import ServedCounty

HEADINGS = ["户编号", "村代码", "村民小组", "户主", "电话", "门牌地址", "人口"]
PHONES = 4
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


def villages(county, cookie):
    """The codes of all villages."""
    codes, cursor = [], ""
    while True:
        page, _ = county.call("GET", f"/api/grids?level=village&limit=200{cursor}", cookie=cookie)
        codes += [village["code"] for village in page["items"]]
        if not page.get("next_cursor"):
            return codes
        cursor = "&cursor=" + urllib.parse.quote(page["next_cursor"])


def households(codes, rows, first):
    """New households, spread over the villages, numbered from `first` in each."""
    for at in range(rows):
        village, number = codes[at % len(codes)], first + at // len(codes)
        name = SURNAMES[at % len(SURNAMES)] + SURNAMES[at * 7 % len(SURNAMES)] + "军"
        yield [f"{village}-{number:04}", village, str(at % 9 + 1), name, f"139{at:08}", f"{at % 400 + 1}号", str(at % 6 + 1)]


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8") as file:
        for row in [HEADINGS, *rows]:
            file.write(",".join(row) + "\n")


def write_xlsx(path, rows):
    """A workbook with its texts in one table, as Excel writes it."""
    texts, cells = {}, []
    for number, row in enumerate([HEADINGS, *rows], 1):
        line = []
        for column, text in enumerate(row):
            place = texts.setdefault(text, len(texts))
            line.append(f'<c r="{chr(65 + column)}{number}" t="s"><v>{place}</v></c>')
        cells.append(f'<row r="{number}">{"".join(line)}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        '<sheets><sheet name="农户" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><dimension ref="A1:G{len(cells)}"/>'
        f'<sheetData>{"".join(cells)}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}" count="{len(texts)}" uniqueCount="{len(texts)}">'
        + "".join(f"<si><t>{escape(text)}</t></si>" for text in texts) + "</sst>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)


def upload(county, cookie, path):
    """Hands the sheet over as the desk does; the run's id."""
    mark = uuid.uuid4().hex
    fields = {"kind": "households", "dry_run": "false"}
    head = "".join(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items())
    head += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'
    body = head.encode() + path.read_bytes() + f"\r\n--{mark}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={mark}",
        "X-Lianxin": "1",
        "Cookie": f"lianxin_session={cookie}",
    }
    request = urllib.request.Request(county.origin + "/api/imports", data=body, method="POST", headers=headers)
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)["id"]


def phone(county, cookie, household_ids, over):
    """Logs visits one after the other until told to stop; the seconds each took. Every one must be acknowledged."""
    connection = http.client.HTTPConnection(urllib.parse.urlparse(county.origin).netloc, timeout=60)
    headers = {"Content-Type": "application/json", "X-Lianxin": "1", "Cookie": f"lianxin_session={cookie}"}
    took = []
    while not over.is_set():
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        household = household_ids[len(took) % len(household_ids)]
        visit = {"household_id": household, "claimed_at": now, "step": 2, "topic": "needs", "note": "路上"}
        begin = time.monotonic()
        connection.request("PUT", f"/api/visits/{uuid.uuid4()}", json.dumps(visit), headers)
        answer = connection.getresponse()
        said = answer.read()
        took.append(time.monotonic() - begin)
        if answer.status != 201:
            raise SystemExit(f"a visit was not acknowledged: {answer.status} {said.decode()}")
    return took


def measure(county, sheet):
    """Imports a sheet beside the phones: its run, seconds, and the seconds of each visit."""
    office, official = county.sign_in("office"), county.sign_in("official")
    page, _ = county.call("GET", "/api/households?limit=100", cookie=official)
    own = [household["id"] for household in page["items"]]
    over = threading.Event()
    with concurrent.futures.ThreadPoolExecutor(PHONES) as pool:
        try:
            phones = [pool.submit(phone, county, official, own, over) for _ in range(PHONES)]
            begin = time.monotonic()
            run = upload(county, office, sheet)
            while True:
                state, _ = county.call("GET", f"/api/imports/{run}", cookie=office)
                if state.get("finished_at"):
                    break
                time.sleep(0.1)
            seconds = time.monotonic() - begin
        finally:
            over.set()
        visits = sorted(second for each in phones for second in each.result())
    return state, seconds, visits


def rows_of(binary, folder, scale, rows, database, arguments, table):
    """One row of the table for a CSV file and one for a workbook, on one database."""
    for first, kind, write, aim in [(5001, "CSV", write_csv, 10), (7001, "xlsx", write_xlsx, 60)]:
        # A server of its own for each, or its peak would be the other's.
        with ServedCounty(binary, folder, scale, arguments) as county:
            codes = villages(county, county.sign_in("office"))
            sheet = folder / f"households.{kind.lower()}"
            write(sheet, households(codes, min(rows, 2000 * len(codes)), first))
            state, seconds, visits = measure(county, sheet)
            if state["state"] != "applied" or state["changed"] or state["unchanged"]:
                raise SystemExit(f"the import did not go through: {state}")
            status = pathlib.Path(f"/proc/{county.process.pid}/status").read_text(encoding="ascii")
            peak = int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024
        slow = visits[min(len(visits) - 1, len(visits) * 99 // 100)] * 1000
        table.add(
            f"{state['added']:,} new households from {kind} on {database} while {PHONES} phones log visits",
            f"{seconds:.1f} s, {peak:.0f} MB; {len(visits)} visits acknowledged, p99 {slow:.0f} ms, longest {visits[-1]:.1f} s",
            f"under {aim} s, 500 MB",
        )


def on_sqlite(binary, folder, scale, rows, table):
    """On a copy, so that a county that is kept stays as it was made."""
    copy = folder / "importing"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    shutil.copytree(folder / "data", copy / "data")
    rows_of(binary, copy, scale, rows, "SQLite", (), table)
    shutil.rmtree(copy)


def on_postgres(binary, folder, scale, rows, server, table):
    """In a database of its own on the server, which must let us make one."""
    apart = folder / "importing-postgres"
    shutil.rmtree(apart, ignore_errors=True)
    apart.mkdir()
    name = f"lianxin_bench_{uuid.uuid4().hex[:8]}"
    subprocess.run(["psql", "-q", server, "-c", f"CREATE DATABASE {name}"], check=True)
    address = urllib.parse.urlparse(server)
    arguments = ("--database-url", address._replace(path=f"/{name}").geturl())
    try:
        make = [str(binary), "demo", "--scale", scale, "--data", str(apart / "data"), "--make-only", *arguments]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
        rows_of(binary, apart, scale, rows, "PostgreSQL", arguments, table)
    finally:
        subprocess.run(["psql", "-q", server, "-c", f"DROP DATABASE {name} WITH (FORCE)"], check=False)
        shutil.rmtree(apart, ignore_errors=True)
