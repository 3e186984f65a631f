"""Recorded calls that are imported while no server runs, by a process that dies between two batches."""
import os
import signal

from .world import Broken

COLUMNS = (
    "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start\tq_exit\tq_time\t"
    "outcome\tser_start\tser_exit\tser_time\tserver"
)
# Several batches of an import.
CALLS = 540


def clock(seconds):
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def line(number, day):
    start = 7 * 3600 + number * 15
    times = [clock(start + after) for after in (0, 6, 6, 10, 10, 14)]
    entry, leaving, queued, served, begins, ends = times
    return (
        f"AA0101\t{number + 1}\t0\t0\tPS\t9901{day:02}\t{entry}\t{leaving}\t6\t{queued}\t{served}\t4\tAGENT\t{begins}\t"
        f"{ends}\t4\tDORIT")


class Bank:
    """A day of calls for each import; every one of them must come to its end after it was killed."""

    def __init__(self, folder):
        self.folder = folder
        self.day = 0

    def die(self, world, hit):
        """The point that the import died at."""
        self.day = self.day % 28 + 1
        path = os.path.join(self.folder, "calls.tsv")
        with open(path, "w", encoding="ascii") as file:
            file.write("\n".join([COLUMNS, *(line(number, self.day) for number in range(CALLS))]) + "\n")
        words = ["import", "anonymous-bank", path, "--quiet"]
        code, said = world.command(*words, point="import-between-batches", hit=hit)
        if code != -signal.SIGKILL:
            raise Broken(f"the import was to die after batch {hit}, and ended with {code}:\n{said}")
        reached = world.reached()
        code, said = world.command(*words)
        if code != 0:
            raise Broken(f"the import ended with {code} after one that was killed:\n{said}")
        return reached
