"""The processes: the server, its private PostgreSQL, and the crowd."""
import os
import select
import signal
import subprocess
import time

CENTRE = "crowded"
BROKERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "KafkaBrokers", "brokers")


class Broken(Exception):
    """Something that must not be."""


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class World:
    """A state folder, and who works in it. History accumulates from one life of the server to the next."""

    def __init__(self, binary, crowd_binary, folder, brokers=None):
        self.binary, self.crowd_binary, self.brokers = binary, crowd_binary, brokers
        self.broker_is_away = False
        self.state = os.path.join(folder, "state")
        self.ledger = os.path.join(folder, "ledger")
        self.trace = os.path.join(folder, "trace")
        self.said = os.path.join(folder, "server.txt")
        self.server = None
        self.crowd = None
        self.sockets = None

    # The server.

    def start(self, point=None, hit=1):
        """A life of the server, which dies at the point if it comes there."""
        with open(self.said, "w", encoding="utf-8") as said:
            self.server = subprocess.Popen(
                [self.binary, "serve", "--centre", CENTRE, "--state", self.state],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=self.environment(point, hit))

    def environment(self, point, hit):
        variables = dict(os.environ)
        if point:
            variables.update(TRUNKLINE_FAIL_POINT=f"{point}:{hit}", TRUNKLINE_FAIL_TRACE=self.trace)
        return variables

    def reached(self):
        """The fail point that was come to since the last time, if any."""
        try:
            with open(self.trace, encoding="ascii") as file:
                point = file.read().strip()
            os.unlink(self.trace)
            return point
        except FileNotFoundError:
            return None

    def words(self):
        with open(self.said, encoding="utf-8", errors="replace") as file:
            return file.read()[-2000:]

    def ends(self, limit):
        """Waits for the server's end; whether it came."""
        try:
            self.server.wait(limit)
            return True
        except subprocess.TimeoutExpired:
            return False

    def kill_server(self):
        self.server.kill()
        self.server.wait()

    # PostgreSQL.

    def postmaster(self):
        try:
            with open(os.path.join(self.state, "data", "postmaster.pid"), encoding="utf-8") as file:
                lines = file.read().split("\n")
            return int(lines[0]), lines[4] if len(lines) > 4 else None
        except (FileNotFoundError, ValueError):
            return None, None

    def kill_postgres(self, all_children):
        """Whether there was one to kill."""
        pid, _ = self.postmaster()
        if pid is None or not os.path.exists(f"/proc/{pid}"):
            return False
        below = children(pid) if all_children else []
        for each in [pid, *below]:
            kill(each)
        return True

    # The broker.

    def kill_broker(self):
        subprocess.run([BROKERS, "kill", "-d", self.brokers, "1"], check=True, timeout=60)
        self.broker_is_away = True

    def broker_comes_back(self):
        if self.broker_is_away:
            subprocess.run([BROKERS, "restart", "-d", self.brokers, "1"], check=True, timeout=120)
            self.broker_is_away = False

    # The crowd.

    def begin(self, seed):
        """The first server, and the crowd that calls it."""
        self.start()
        self.wait(lambda: self.postmaster()[1] and os.path.exists(self.postmaster()[1] + "/trunkline"), 60, "a server")
        self.sockets = self.postmaster()[1]
        self.crowd = subprocess.Popen(
            [self.crowd_binary, self.sockets, CENTRE, self.ledger, "live", str(seed)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if not select.select([self.crowd.stdout], [], [], 30)[0] or self.crowd.stdout.readline() != "ready\n":
            raise Broken("the crowd did not get ready")

    def answers(self):
        """Bytes of answers that the crowd has heard."""
        try:
            return os.path.getsize(self.ledger)
        except FileNotFoundError:
            return 0

    def wait(self, condition, limit, what):
        end = time.monotonic() + limit
        while not condition():
            if self.server.poll() is not None:
                raise Broken(f"the server ended with {self.server.returncode} before there was {what}:\n{self.words()}")
            if self.crowd and self.crowd.poll() is not None:
                raise Broken(f"the crowd ended with {self.crowd.returncode}: {self.crowd.stdout.read()}")
            if time.monotonic() > end:
                raise Broken(f"there was not {what} within {limit} s:\n{self.words()}")
            time.sleep(0.005)

    def leave(self):
        """The crowd goes home; what it says is open then."""
        self.crowd.stdin.close()
        if not select.select([self.crowd.stdout], [], [], 60)[0]:
            raise Broken("the crowd does not go home")
        words = self.crowd.stdout.read().strip()
        if self.crowd.wait(10) != 0:
            raise Broken(f"the crowd ended with {self.crowd.returncode}: {words}")
        return words

    def run(self, *words, binary=None, point=None, hit=1):
        """A command of the program on the same state folder, to its end."""
        done = subprocess.run(
            [binary or self.binary, *words], capture_output=True, text=True, env=self.environment(point, hit),
            timeout=300, check=False)
        return done.returncode, done.stdout + done.stderr

    def command(self, *words, **more):
        return self.run(*words, "--state", self.state, **more)

    def close(self):
        for process in (self.server, self.crowd):
            if process and process.poll() is None:
                process.kill()
                process.wait()
        self.kill_postgres(True)
        if self.sockets and os.path.isdir(self.sockets):
            for name in os.listdir(self.sockets):
                os.unlink(os.path.join(self.sockets, name))
            os.rmdir(self.sockets)
