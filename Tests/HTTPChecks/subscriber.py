#!/usr/bin/env python3
"""Writes down every event of a stream: where to go on behind it, and its type. One a line, each line whole on the disk
before the next is read.

subscriber.py URL FILE. Goes on behind the last whole line of the file, and may be killed at any moment.
"""

import json
import os
import sys
import urllib.request


def last_id(path):
    """Of the last whole line; what was being written when a former one was killed is cut off."""
    if not os.path.exists(path):
        return None
    with open(path, "rb+") as file:
        data = file.read()
        whole = data[:data.rfind(b"\n") + 1]
        file.truncate(len(whole))
    lines = whole.splitlines()
    return lines[-1].split()[0].decode() if lines else None


def main(url, path):
    last = last_id(path)
    request = urllib.request.Request(url, headers={"Accept": "application/x-ndjson"})
    if last:
        request.add_header("Last-Event-ID", last)
    with open(path, "ab", buffering=0) as out, urllib.request.urlopen(request, timeout=60) as stream:
        for line in stream:
            event = json.loads(line)
            if "specversion" in event:
                out.write(f"{event['after']} {event['type']}\n".encode())


main(*sys.argv[1:])
