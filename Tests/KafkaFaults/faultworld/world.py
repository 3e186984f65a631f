"""Three brokers, Kafka's own tools, and the writers of the probe with what was acknowledged to them."""
import os
import re
import socket
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
BROKERS = os.path.join(ROOT, "Tests", "KafkaBrokers", "brokers")
TOPICS = "org.apache.kafka.tools.TopicCommand"
LANES = 8


class Broken(Exception):
    """Something that must not be."""


def free_port():
    """Of the first of three brokers, which have others 100 and 200 above; 50 above is the server's of HTTP."""
    def is_free(port):
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) != 0

    places = [*range(3), 50, *range(100, 103), *range(200, 203)]
    for base in range(28000, 32000, 10):
        if all(is_free(base + place) for place in places):
            return base
    raise Broken("there is no port to be had")


class World:
    def __init__(self, given, folder):
        self.given, self.folder = given, folder
        self.cluster = os.path.join(folder, "cluster")
        self.acks, self.processes = [], []
        self.servers, self.port = None, None

    def begin(self):
        self.port = self.given.port or free_port()
        self.servers = self.brokers("start", "-n", "3", "-p", str(self.port)).strip()
        # One that listens is not yet one of the cluster.
        self.wait("cluster of three", self.takes_three_copies, seconds=90)

    def takes_three_copies(self):
        try:
            self.tool(TOPICS, "--create", "--if-not-exists", "--topic", "ready", "--partitions", "1",
                      "--replication-factor", "3")
            return True
        except Broken:
            return False

    def brokers(self, verb, *words):
        options = [word for word in words if verb == "start"]
        nodes = [word for word in words if verb != "start"]
        return subprocess.run([BROKERS, verb, *options, "-d", self.cluster, *nodes], check=True, stdout=subprocess.PIPE,
                              text=True, timeout=180).stdout

    def tool(self, name, *words):
        """One of Kafka's own, by its class."""
        java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
        command = [java, "-Xmx256m", "-cp", os.path.join(os.environ["KAFKA_HOME"], "libs", "*"), name,
                   "--bootstrap-server", self.servers, *words]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
                             check=False)
        if run.returncode != 0:
            raise Broken(f"{name} {' '.join(words)}: {run.stdout}")
        return run.stdout

    def spawn(self, words, **more):
        process = subprocess.Popen(words, **more)
        self.processes.append(process)
        return process

    def crowd(self):
        """A writer that serves its own callers; where it notes what was acknowledged to them."""
        path = os.path.join(self.folder, f"acks-{len(self.acks)}")
        self.acks.append(path)
        with open(os.path.join(self.folder, f"notes-{len(self.acks)}"), "w", encoding="utf-8") as notes:
            process = self.spawn(
                [self.given.probe, self.servers, "faults", "live", path, str(LANES), str(len(self.acks) * 100_000_000)],
                stderr=notes)
        return process, path

    @staticmethod
    def count(path):
        try:
            with open(path, "rb") as file:
                return file.read().count(b"\n")
        except FileNotFoundError:
            return 0

    @staticmethod
    def wait(what, condition, seconds=120, crowd=None):
        """Returns how long it took."""
        began = time.monotonic()
        while not condition():
            if crowd is not None and crowd.poll() is not None:
                raise Broken(f"the writer ended with {crowd.returncode} while waiting for {what}")
            if time.monotonic() - began > seconds:
                raise Broken(f"no {what} within {seconds} s")
            time.sleep(0.05)
        return time.monotonic() - began

    def progress(self, crowd, path, commands=500):
        target = self.count(path) + commands
        return self.wait(f"{commands} more commands", lambda: self.count(path) >= target, crowd=crowd)

    def audit(self, name):
        """What became of everything that was acknowledged; how many records were passed over."""
        run = subprocess.run([self.given.probe, self.servers, "faults", "audit", *self.acks], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, timeout=300, check=False)
        print(f"{name}: {run.stdout.strip() or run.stderr.strip()}", flush=True)
        if run.returncode != 0:
            raise Broken(f"after “{name}” the log is not as it was acknowledged")
        return int(re.search(r"passed-over (\d+)", run.stdout).group(1))

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        # Those that started, if not all did.
        if os.path.isdir(self.cluster):
            self.brokers("stop")
