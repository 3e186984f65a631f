"""Clients that take nothing while events are very large: deaf.py URL CENTRE PID [--clients N] [--most-mib M].

What the server's memory grows by at most, for clients that read the past and for clients that follow; it fails beyond M.
"""

import argparse
import json
import os
import socket
import time
import urllib.parse
import urllib.request

NOTE_BYTES = 480_000
EVENTS = 40


def send(url, centre, wish):
    body = json.dumps({"id": os.urandom(16).hex(), "actor": {"kind": "telephony"}, **wish})
    request = urllib.request.Request(
        f"{url}/centres/{centre}/commands", body.encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def call(url, centre):
    """Comes and goes: an open call is kept by whoever folds the log. Returns what became of its arrival."""
    name = os.urandom(16).hex()
    arrived = {"call": name, "direction": "inbound", "attributes": {"note": "x" * NOTE_BYTES}}
    answer = send(url, centre, {"reportArrival": {"call": arrived}})
    send(url, centre, {"reportCallerHungUp": {"call": name}})
    return answer


def memory(process):
    """What it has resident, and the most that it ever had, in MiB."""
    lines = dict(line.split(":", 1) for line in open(f"/proc/{process}/status") if ":" in line)
    return tuple(int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))


def forget_most(process):
    with open(f"/proc/{process}/clear_refs", "w") as file:
        file.write("5")


def listen(url, target, count):
    """So many that ask, and read nothing."""
    place = urllib.parse.urlsplit(url)
    clients = []
    for number in range(count):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect((place.hostname, place.port))
        form = "text/event-stream" if number % 2 else "application/x-ndjson"
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: {form}\r\n\r\n".encode())
        clients.append(client)
    return clients


def watched(name, process, clients, seconds, body=lambda: None):
    """The most that the memory grows by, in MiB. It is looked at before the server drops such clients."""
    before, _ = memory(process)
    forget_most(process)
    held = clients()
    begin = time.monotonic()
    body()
    while time.monotonic() - begin < seconds:
        time.sleep(0.1)
    _, peak = memory(process)
    print(f"{len(held)} clients that take nothing, {name}: {before:.0f} MiB before, {peak:.0f} MiB at most", flush=True)
    for client in held:
        client.close()
    return peak - before


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("centre")
    parser.add_argument("process", type=int)
    parser.add_argument("--clients", type=int, default=200)
    # All that comes would be 3.7 GiB; 104 were seen, about one event for each client.
    parser.add_argument("--most-mib", type=int, default=160)
    options = parser.parse_args()
    first = call(options.url, options.centre)
    slice_, start = first["slice"], first["position"]

    def calls():
        for _ in range(EVENTS):
            call(options.url, options.centre)

    count, process = options.clients, options.process
    past = f"/events?after={slice_}-{start}-0"
    # Taking such commands costs memory of its own.
    for _ in range(2):
        watched("as events come", process, lambda: [], 0, calls)
    grown = [
        watched("of the past", process, lambda: listen(options.url, past, count), 7),
        watched("as events come", process, lambda: listen(options.url, "/events", count), 7, calls),
    ]
    if max(grown) > options.most_mib:
        raise SystemExit(f"the server grew by {max(grown):.0f} MiB: more than {options.most_mib} MiB")


main()
