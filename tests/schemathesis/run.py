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
import threading
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PASSWORD = "lianxin-demo-2026"
STRANGER = "nobody signed in"
ROLES = ["official", "township-leader", "unit-head", "office", "host", "hr", "inspector", "slips", "admin", "auditor"]
# These end the very session that the cases are sent with; they are compared as the stranger.
ENDS_THE_SESSION = {"signOut", "changePassword", "revokeSessions"}


class Server:
    """The debug binary serving a fresh village, and what it said."""

    def __init__(self, binary, folder):
        self.log = open(folder / "server.log", "w+", encoding="utf-8")
        command = [binary, "demo", "--scale", "village", "--data", str(folder / "data"), "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True, cwd=folder)
        self.origin = self.first_line_with("listening on ")
        # The rest of what it prints must be read, or the pipe fills and the server stands still.
        threading.Thread(target=lambda: self.process.stdout.read(), daemon=True).start()

    def first_line_with(self, words):
        for line in self.process.stdout:
            if words in line:
                return line.split(words, 1)[1].split()[0]
        self.log.seek(0)
        sys.exit(f"the server ended before it listened:\n{self.log.read()}")

    def panics(self):
        self.log.seek(0)
        return [line.rstrip() for line in self.log if "panicked at" in line]

    def alive(self):
        return self.process.poll() is None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)


def call(origin, method, path, body=None, cookie=None):
    """One JSON request: the parsed answer and its headers."""
    headers = {"Content-Type": "application/json", "X-Lianxin": "1"}
    if cookie:
        headers["Cookie"] = f"lianxin_session={cookie}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(origin + path, data=data, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer), answer.headers


def sign_in(origin, login):
    """The session cookie of a role and the ids of the operations it may call."""
    try:
        _, headers = call(origin, "POST", "/api/session", {"login": login, "password": PASSWORD})
    except urllib.error.HTTPError as refusal:
        sys.exit(f"{login} could not sign in: {refusal.code} {refusal.read().decode()}")
    cookies = [line.split(";")[0] for line in headers.get_all("Set-Cookie", [])]
    cookie = next(c.split("=", 1)[1] for c in cookies if c.startswith("lianxin_session="))
    me, _ = call(origin, "GET", "/api/me", cookie=cookie)
    return cookie, set(me["operations"])


def compare(origin, document, folder, name, cookie, operations, examples):
    """Runs schemathesis as one caller; true when the server did what its document says."""
    config = (HERE / "schemathesis.toml").read_text(encoding="utf-8")
    if cookie:
        schemes = document["components"]["securitySchemes"]
        scheme = next(key for key, value in schemes.items() if value["type"] == "apiKey" and value["in"] == "cookie")
        config += f"\n[auth.openapi.{json.dumps(scheme)}]\napi_key = {json.dumps(cookie)}\n"
    path = folder / "schemathesis.toml"
    path.write_text(config, encoding="utf-8")
    command = [str(pathlib.Path(sys.executable).parent / "schemathesis"), "--config-file", str(path), "run"]
    command += [origin + "/api/openapi.json", "--max-examples", str(examples), "--no-color"]
    for operation in sorted(operations):
        command += ["--include-operation-id", operation]
    print(f"\n=== {name}: {len(operations)} operations", flush=True)
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL).returncode == 0


def main():
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=os.environ.get("LIANXIN_TEST_BINARY", target / "debug" / "lianxin"))
    parser.add_argument("--examples", type=int, default=12, help="cases made up for each operation and role")
    parser.add_argument("--role", action="append", help="only this login (may be given again); default: all")
    given = parser.parse_args()

    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="lianxin-api-"))
        folder = pathlib.Path(folder)
        server = stack.enter_context(Server(given.binary, folder))
        document, _ = call(server.origin, "GET", "/api/openapi.json")
        described = {o["operationId"] for path in document["paths"].values() for o in path.values() if "operationId" in o}
        callers = {login: sign_in(server.origin, login) for login in given.role or ROLES}

        rows, owned = [], set()
        if not given.role:
            callers = {STRANGER: (None, described), **callers}
        for name, (cookie, operations) in callers.items():
            # Each operation is compared in full as the first role that owns it; the matrix test covers who may what.
            operations = (operations & described) - owned - (ENDS_THE_SESSION if cookie else set())
            owned |= operations if cookie else set()
            if not operations:
                continue
            begin = time.monotonic()
            right = compare(server.origin, document, folder, name, cookie, operations, given.examples)
            rows.append((name, len(operations), time.monotonic() - begin, right))

        print("\nThe API against its own document")
        for name, count, seconds, right in rows:
            print(f"  {name:18} {count:4} operations {seconds:6.0f} s  {'agrees' if right else 'DIFFERS'}")
        unowned = described - owned - ENDS_THE_SESSION
        if not given.role and unowned:
            print(f"  as nobody signed in only: {', '.join(sorted(unowned))}")
        panics = server.panics()
        for line in panics:
            print(f"  PANIC {line}")
        if not server.alive():
            print("  the server did not live to the end")
        return 0 if server.alive() and not panics and rows and all(right for *_, right in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
