"""A real server whose log is in a topic of its own, and a caller over HTTP who keeps what was acknowledged to him."""
import http.client
import json
import os
import subprocess
import threading
import time

from .world import ROOT, Broken

CENTRE = "bicycles"


class Caller(threading.Thread):
    """Calls and hangs up, one after the other; what has no answer is sent again with the same id."""

    def __init__(self, port, series):
        super().__init__(daemon=True)
        self.port, self.series = port, series
        self.acknowledged = []  # (when, command id, position)
        self.ended = threading.Event()
        self.trouble = None

    def run(self):
        number = 0
        while not self.ended.is_set():
            number += 1
            call = f"0{self.series:015x}{number:016x}"
            self.send("a" + call[1:], {"reportArrival": {"call": {"call": call, "direction": "inbound"}}})
            self.send("b" + call[1:], {"reportCallerHungUp": {"call": call}})

    def send(self, command, body):
        text = json.dumps({"id": command, "actor": {"kind": "telephony", "id": "faults"}, **body})
        while not self.ended.is_set():
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
                line.request("POST", f"/centres/{CENTRE}/commands", text, {"Content-Type": "application/json"})
                answer = line.getresponse()
                reply = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.01)
                continue
            if answer.status == 200:
                self.acknowledged.append((time.monotonic(), command, reply.get("position")))
                return
            if answer.status not in (503, 421, 307):
                self.trouble = f"{answer.status}: {reply}"
                self.ended.set()
            time.sleep(0.01)

    def end(self):
        self.ended.set()
        self.join(60)
        if self.trouble:
            raise Broken(f"a caller was told {self.trouble}")


class Served:
    """One centre, its log in the topic, its rows in a private database."""

    def __init__(self, world, topic):
        self.world, self.topic = world, topic
        self.state = os.path.join(world.folder, topic)
        self.said = os.path.join(world.folder, f"{topic}.txt")
        self.port = world.port + 50
        self.server, self.callers = None, []
        self.expect("apply", "-f", os.path.join(ROOT, "Samples", "centre.yaml"))

    def place(self):
        return ["--state", self.state, "--kafka", f"{self.world.servers}/{self.topic}"]

    def run(self, *words):
        """A command beside it, to its end: its code and its words."""
        done = subprocess.run([self.world.given.trunkline, *words, *self.place()], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=180, check=False)
        return done.returncode, done.stdout

    def expect(self, *words):
        code, said = self.run(*words)
        if code != 0:
            raise Broken(f"trunkline {' '.join(words)} ended with {code}: {said}")
        return said

    def refuses(self, text, *words, code=1):
        """It can't be done, and the reason is named."""
        found, said = self.run(*words)
        if found != code or text not in said:
            raise Broken(f"trunkline {' '.join(words)} ended with {found}, and was to say “{text}”: {said}")
        print(f"  {' '.join(words)}: {said.strip().splitlines()[0][:160]}", flush=True)

    def launch(self):
        with open(self.said, "w", encoding="utf-8") as said:
            self.server = self.world.spawn(
                [self.world.given.trunkline, "serve", "--http", f"127.0.0.1:{self.port}", "--log", "json",
                 *self.place()],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said)

    def start(self):
        self.launch()
        self.world.wait("a server", lambda: '"slice.served"' in self.words(), seconds=60, crowd=self.server)

    def call(self):
        caller = Caller(self.port, 0xF0 + len(self.callers))
        self.callers.append(caller)
        caller.start()
        self.world.wait("twenty answers", lambda: len(caller.acknowledged) >= 20, seconds=60, crowd=self.server)
        return caller

    def words(self):
        with open(self.said, encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self):
        self.server.terminate()
        if self.server.wait(30) != 0:
            raise Broken(f"the server ended with {self.server.returncode}: {self.words()[-1000:]}")

    def check(self):
        """Every acknowledged command stands where it was said to be, once."""
        places = {}
        types = ("--type", "call.arrived", "--type", "call.ended")
        for line in self.expect("events", *types, "--format", "ndjson", "--quiet").splitlines():
            event = json.loads(line)
            for what, fact in event["event"]["call"].items():
                command = ("a" if what == "arrived" else "b") + fact["call"][1:]
                places.setdefault(command, set()).add(int(event["id"].split("-")[1]))
        acknowledged = [each for caller in self.callers for each in caller.acknowledged]
        lost = [command for _, command, place in acknowledged
                if place is not None and place not in places.get(command, ())]
        twice = [command for command, found in places.items() if len(found) > 1]
        if lost or twice:
            raise Broken(f"of {len(acknowledged)} acknowledged commands {len(lost)} are not where they should be, "
                         f"{len(twice)} are there twice")
        if "verify: ok" not in self.expect("verify"):
            raise Broken("verify is not content")
        return len(acknowledged)
