"""A demo county served for as long as a script needs it, and the few requests that scripts make of it."""

import json
import pathlib
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

PASSWORD = "lianxin-demo-2026"


class ServedCounty:
    """`lianxin demo` in a folder, until the `with` block ends."""

    def __init__(self, binary, folder, scale="village", arguments=()):
        folder = pathlib.Path(folder)
        self.log = open(folder / "server.log", "w+", encoding="utf-8")
        command = [str(binary), "demo", "--scale", scale, "--data", str(folder / "data"), "--listen", "127.0.0.1:0"]
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [*command, *arguments], stdout=subprocess.PIPE, stderr=self.log, text=True, cwd=folder
        )
        self.said = []
        self.origin = self.first_line_with("listening on ")
        self.seconds_to_listen = time.monotonic() - begin
        # The rest of what it prints must be read, or the pipe fills and the server stands still.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def first_line_with(self, words):
        for line in self.process.stdout:
            if words in line:
                return line.split(words, 1)[1].split()[0]
            self.said.append(line.rstrip())
        self.log.seek(0)
        sys.exit(f"the server ended before it listened:\n{self.log.read()}")

    def panics(self):
        """The lines of its log that tell of a bug."""
        self.log.seek(0)
        return [line.rstrip() for line in self.log if "panicked at" in line]

    def alive(self):
        return self.process.poll() is None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()

    def call(self, method, path, body=None, cookie=None):
        """One JSON request: the parsed answer and its headers."""
        headers = {"Content-Type": "application/json", "X-Lianxin": "1"}
        if cookie:
            headers["Cookie"] = f"lianxin_session={cookie}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.origin + path, data=data, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer), answer.headers

    def sign_in(self, login):
        """The session cookie of one of the demo's accounts."""
        try:
            _, headers = self.call("POST", "/api/session", {"login": login, "password": PASSWORD})
        except urllib.error.HTTPError as refusal:
            sys.exit(f"{login} could not sign in: {refusal.code} {refusal.read().decode()}")
        cookies = [line.split(";")[0] for line in headers.get_all("Set-Cookie", [])]
        return next(cookie.split("=", 1)[1] for cookie in cookies if cookie.startswith("lianxin_session="))
