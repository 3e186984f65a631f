"""Goes through every state that can be reached, nearest first."""

import time
from collections import Counter
from typing import NamedTuple

from machine import MARKER, Machine


class Found(NamedTuple):
    states: int
    steps: int
    seconds: float
    # How often each remarkable thing happened.
    remarks: Counter
    broken: tuple
    # The shortest way there, in words.
    story: list


def search(rules, looking_for=None):
    """Ends at the first broken promise (or the one that is looked for), to which then no shorter way exists; otherwise
    when all states were seen."""
    machine, began = Machine(rules), time.monotonic()
    states = [machine.start()]
    numbers = {states[0]: 0}
    ways, remarks, taken = [None], Counter(), 0
    at = 0
    while at < len(states):
        for choice, step in enumerate(machine.steps(states[at])):
            taken += 1
            if step.remark:
                remarks[step.remark] += 1
            if looking_for in step.broken or (step.broken and looking_for is None):
                story = retrace(machine, states, ways, at) + [sentence(machine, step)]
                return Found(len(states), taken, time.monotonic() - began, remarks, step.broken, story)
            if step.state not in numbers:
                numbers[step.state] = len(states)
                states.append(step.state)
                ways.append((at, choice))
        at += 1
    return Found(len(states), taken, time.monotonic() - began, remarks, (), [])


def retrace(machine, states, ways, at):
    story = []
    while ways[at] is not None:
        at, choice = ways[at]
        story.append(sentence(machine, list(machine.steps(states[at]))[choice]))
    return story[::-1]


def named(machine, number):
    record = machine.records[number]
    what = "marker" if record.command == MARKER else f"command {'ABCDEFGH'[record.command - 1]}"
    return f"{what} (epoch {record.epoch}, position {len(record.basis) + 1})"


WORDS = {
    "late": "the late {} of {} is written",
    "lands": "the {} of {} is written",
    "foreign": "a record that never counts is written",
    "takes": "{1} reads the log and sends a {0}",
    "owns": "{1} owns the slice by its {0}",
    "marker refused": "{1} reads that its {0} does not count",
    "marker times out": "{1} hears nothing of its {0}",
    "decides": "{1} decides and sends {0}",
    "acknowledges": "{1} tells the sender that {0} is done",
    "repeats": "{1} tells the sender that {0} was done before",
    "refused": "{1} reads that its {0} does not count, and tells the sender to send again",
    "fails": "{1} hears for certain that {0} was not written, and drops what it decided after it",
    "times out": "{1} hears nothing of what it sent, and does not know what became of it",
    "reads the tail": "{1} looks for what it sent, and tells the senders of the rest to send again",
    "sends again": "{1} sends {0} again",
    "reads": "{1} reads the log again",
    "crashes": "{1} crashes",
}


def sentence(machine, step):
    record = "" if step.record is None else named(machine, step.record)
    text = WORDS[step.what].format(record, f"w{step.writer}")
    return text + (f" [{step.remark}]" if step.remark else "")
