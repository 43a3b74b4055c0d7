"""Compares the running server with the API document it serves, as a stranger and as each role that owns operations.

    .venv/bin/python tests/schemathesis/run.py [--binary target/debug/lianxin] [--examples 12] [--role office ...]

A demo county of one village is made in a temporary folder. Every role is signed in before the first case, because the
cases themselves run into the sign-in throttle. Exit 0 only when no role saw a difference and the server did not panic.
"""

import argparse
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from served_county import ServedCounty

STRANGER = "nobody signed in"
ROLES = ["official", "township-leader", "unit-head", "office", "host", "hr", "inspector", "slips", "admin", "auditor"]
# These end the very session that the cases are sent with; they are compared as the stranger.
ENDS_THE_SESSION = {"signOut", "changePassword", "revokeSessions"}


def compare(county, document, folder, name, cookie, operations, examples):
    """Runs schemathesis as one caller; true when the server did what its document says."""
    config = (HERE / "schemathesis.toml").read_text(encoding="utf-8")
    if cookie:
        schemes = document["components"]["securitySchemes"]
        scheme = next(key for key, value in schemes.items() if value["type"] == "apiKey" and value["in"] == "cookie")
        config += f"\n[auth.openapi.{json.dumps(scheme)}]\napi_key = {json.dumps(cookie)}\n"
    path = folder / "schemathesis.toml"
    path.write_text(config, encoding="utf-8")
    command = [str(pathlib.Path(sys.executable).parent / "schemathesis"), "--config-file", str(path), "run"]
    command += [county.origin + "/api/openapi.json", "--max-examples", str(examples), "--no-color"]
    for operation in sorted(operations):
        command += ["--include-operation-id", operation]
    print(f"\n=== {name}: {len(operations)} operations", flush=True)
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL).returncode == 0


def main():
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=os.environ.get("LIANXIN_TEST_BINARY", target / "debug" / "lianxin"))
    parser.add_argument("--examples", type=int, default=12, help="cases made up for each operation")
    parser.add_argument("--role", action="append", help="only this login (may be given again); default: all")
    given = parser.parse_args()

    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lianxin-api-")))
        county = stack.enter_context(ServedCounty(given.binary, folder))
        document, _ = county.call("GET", "/api/openapi.json")
        described = {o["operationId"] for path in document["paths"].values() for o in path.values() if "operationId" in o}

        callers = {} if given.role else {STRANGER: (None, described)}
        for login in given.role or ROLES:
            cookie = county.sign_in(login)
            me, _ = county.call("GET", "/api/me", cookie=cookie)
            callers[login] = (cookie, described & set(me["operations"]))

        rows, owned = [], set()
        for name, (cookie, operations) in callers.items():
            # Each operation is compared in full as the first role that owns it; the matrix test covers who may what.
            if cookie:
                operations = operations - owned - ENDS_THE_SESSION
                owned |= operations
            if operations:
                begin = time.monotonic()
                agrees = compare(county, document, folder, name, cookie, operations, given.examples)
                rows.append((name, len(operations), time.monotonic() - begin, agrees))

        print("\nThe API against its own document")
        for name, count, seconds, agrees in rows:
            print(f"  {name:18} {count:4} operations {seconds:6.0f} s  {'agrees' if agrees else 'DIFFERS'}")
        unowned = described - owned - ENDS_THE_SESSION
        if not given.role and unowned:
            print(f"  as nobody signed in only: {', '.join(sorted(unowned))}")
        faults = [f"PANIC {line}" for line in county.panics()]
        if not county.alive():
            faults.append("the server did not live to the end")
        for fault in faults:
            print(f"  {fault}")
        return 0 if rows and all(row[3] for row in rows) and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
