#!/usr/bin/env python3
"""Stands in for Chromium: speaks its control pipe on descriptors 3 and 4, and misbehaves as told.

The environment variable FAKE_BROWSER names a folder: each start adds a line to ``starts``; ``mode`` is one of
``alive`` (title changes), ``stuck`` (title stands still), ``silent`` (no answers), ``crash`` (ends at once).
"""

import json
import os
import sys
import time
from pathlib import Path

folder = Path(os.environ["FAKE_BROWSER"])
url = sys.argv[-1]
with (folder / "starts").open("a") as starts:
    starts.write(json.dumps({"argv": sys.argv[1:], "home": os.environ["HOME"], "pid": os.getpid()}) + "\n")

buffer = b""
while True:
    mode = (folder / "mode").read_text()
    if mode == "crash":
        sys.exit(9)
    data = os.read(3, 4096)
    if not data:
        sys.exit(0)
    if mode == "silent":
        time.sleep(60)
    buffer += data
    while b"\0" in buffer:
        text, _, buffer = buffer.partition(b"\0")
        question = json.loads(text)
        result: dict[str, object] = {}
        if question["method"] == "Target.getTargets":
            title = "still" if mode == "stuck" else f"Nghi Su {time.monotonic()}"
            result = {"targetInfos": [{"targetId": "1", "type": "page", "url": url, "title": title}]}
        elif question["method"] == "Target.attachToTarget":
            result = {"sessionId": "s"}
        elif question["method"] == "Page.navigate":
            url = question["params"]["url"]
            (folder / "navigated").open("a").write(url + "\n")
        os.write(4, b'{"method":"Target.noise","params":{}}\0')
        os.write(4, json.dumps({"id": question["id"], "result": result}).encode() + b"\0")
