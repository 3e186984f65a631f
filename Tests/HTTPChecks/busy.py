"""Sends so many commands on eight connections: busy.py URL CENTRE COUNT."""

import http.client
import json
import os
import sys
import threading
import urllib.parse


def send(place, centre, count):
    connection = http.client.HTTPConnection(place)
    for number in range(count):
        wish = {"setNotReady": {"agent": "anna", "reason": "break"}} if number % 2 else {"setReady": {"agent": "anna"}}
        body = json.dumps({"id": os.urandom(16).hex(), "actor": {"kind": "agent", "id": "anna"}, **wish})
        connection.request("POST", f"/centres/{centre}/commands", body, {"Content-Type": "application/json"})
        connection.getresponse().read()


def main(url, centre, count):
    place = urllib.parse.urlsplit(url).netloc
    threads = [threading.Thread(target=send, args=(place, centre, int(count) // 8)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main(*sys.argv[1:])
