"""Each proof returns figures by name, and under `wrong` what disagreed."""

import dataclasses
import json
import random
import subprocess

import evolution
from people_json import members
from programs import Program
from random_messages import fill
from rewriting import cut, directed, mutated, rewritten
from rules import OURS, judge
from schema import Schema


@dataclasses.dataclass
class Context:
    swift: Program
    google: Program
    files: object
    count: int
    fuzz: int
    seed: int
    schema: Schema = None

    def random(self, salt):
        return random.Random(f"{self.seed} {salt}")

    def echo(self, name, records):
        """(kind of error or 0, bytes or text of the error, JSON) of each record."""
        output = self.swift.run("echo", name, records=records)
        return [(output[at][0], output[at + 1], output[at + 2]) for at in range(0, len(output), 3)]

    def judge(self, name, records):
        """(accepted, bytes) of each record."""
        output = self.google.run(name, records=records)
        return [(output[at] == b"\1", output[at + 1]) for at in range(0, len(output), 2)]


def deterministic(message):
    return message.SerializeToString(deterministic=True)


def parsed_json(text):
    return json.loads(text, object_pairs_hook=list)



def python_to_swift(context):
    """Random messages of every type: the same bytes after decoding and encoding, the same JSON."""
    wrong, size, total = [], 0, 0
    for name in context.schema.names:
        random = context.random(f"python {name}")
        count = context.count if name in ("Commit", "Command") else context.count // 15
        messages = [fill(context.schema.message(name)(), random) for _ in range(count)]
        records = [deterministic(message) for message in messages]
        for message, record, (error, bytes, text) in zip(messages, records, context.echo(name, records)):
            if error or bytes != record:
                wrong.append(f"{name} {record.hex()}: {bytes if error else bytes.hex()}")
            elif json.dumps(parsed_json(text)) != json.dumps(members(message)):
                wrong.append(f"{name} {record.hex()}: {text.decode()} is not {json.dumps(members(message))}")
        size += sum(map(len, records))
        total += count
    return {"messages": total, "bytes on average": size // total, "wrong": wrong}


def swift_to_python(context):
    """Random messages of every type, made by Swift: Google reads them and writes the same bytes."""
    wrong, total = [], 0
    for name in context.schema.names:
        count = context.count if name in ("Commit", "Command") else context.count // 15
        output = context.swift.run("make", name, str(count), str(context.seed))
        records = output[0::2]
        for record, text, (accepted, bytes) in zip(records, output[1::2], context.judge(name, records)):
            message = context.schema.message(name).FromString(record)
            if not accepted or bytes != record or judge(message).broken:
                wrong.append(f"{name} {record.hex()}: {accepted} {bytes.hex()}")
            elif json.dumps(parsed_json(text)) != json.dumps(members(message)):
                wrong.append(f"{name} {record.hex()}: {text.decode()}")
        total += count
    return {"messages": total, "wrong": wrong}


def other_bytes_of_the_same(context):
    """Long varints, messages in pieces, values overridden: the same message as from its canonical bytes."""
    wrong, total = [], 0
    for name in context.schema.names:
        random = context.random(f"rewritten {name}")
        made = context.schema.message(name)
        count = context.count // 2 if name in ("Commit", "Command") else context.count // 15
        canonical = [deterministic(fill(made(), random)) for _ in range(count)]
        records = [rewritten(record, made.DESCRIPTOR, random) for record in canonical]
        for wanted, record, (error, bytes, _), (accepted, google) in zip(
                canonical, records, context.echo(name, records), context.judge(name, records)):
            if error or bytes != wanted or not accepted or google != wanted:
                wrong.append(f"{name} {record.hex()} of {wanted.hex()}: {bytes if error else bytes.hex()}")
        total += count
    return {"messages": total, "wrong": wrong}


def broken_bytes(context):
    """Mutated and directed inputs: both accept with the same bytes, or both refuse, but for our named rules."""
    figures = {"inputs": 0, "both accept": 0, "both refuse": 0, "refused by our rules": 0,
               "refused for a value overridden later": 0, "of a newer schema": 0, "with an id of zeros": 0}
    wrong = []
    for name in context.schema.names:
        random = context.random(f"mutated {name}")
        made = context.schema.message(name)
        seeds = [deterministic(fill(made(), random)) for _ in range(context.count // 5 + 10)]
        count = 10 * context.count if name in ("Commit", "Command") else context.count // 3
        records = [mutated(random.choice(seeds), seeds, random) for _ in range(count)]
        records += [a + b for a, b in zip(seeds, seeds[1:])]
        records += [cut(seed, made.DESCRIPTOR, random) for seed in seeds]
        limits = list(directed(random))
        records += limits if name in ("Commit", "Command", "Event") else random.sample(limits, 200)
        for record, ours, google in zip(records, context.echo(name, records), context.judge(name, records)):
            figures["inputs"] += 1
            verdict = _compare(made, record, ours, google)
            if verdict in figures:
                figures[verdict] += 1
            else:
                wrong.append(f"{name} {record.hex()}: {verdict}, we {ours[0]} {ours[1]}, they {google}")
    # A rule broken in a value that a later one replaces is rare; many would hide a fault of the decoder.
    if figures["refused for a value overridden later"] > figures["both accept"] // 10:
        wrong.append("too many refusals that the rules do not explain")
    return {**figures, "wrong": wrong}


def _compare(made, record, ours, google):
    error, bytes, _ = ours
    accepted, wanted = google
    if not accepted:
        return "both refuse" if error else "we accept what they refuse"
    verdict = judge(made.FromString(record))
    if verdict.broken:
        return "refused by our rules" if error in OURS else "we do not see a broken rule"
    if error:
        return "refused for a value overridden later" if error in OURS else "we refuse what they accept"
    if verdict.newer:
        return "of a newer schema" if not bytes else "we encode what we do not know"
    if bytes == wanted:
        return "both accept"
    return "with an id of zeros" if verdict.zero_id else "different bytes"


def newer_schema(context):
    """A schema with more fields in every message and more cases in every union: read as if they were not there."""
    newer = Schema(evolution.extended(context.files))
    wrong, cases, total = [], 0, 0
    for name in context.schema.names:
        random = context.random(f"newer {name}")
        made = context.schema.message(name)
        count = context.count if name in ("Commit", "Command") else context.count // 15
        records = [deterministic(evolution.fill(newer.message(name)(), random)) for _ in range(count)]
        for record, (error, bytes, text) in zip(records, context.echo(name, records)):
            message = made.FromString(record)
            known = judge(message)
            expected = members(message)
            message.DiscardUnknownFields()
            if error or json.dumps(parsed_json(text)) != json.dumps(expected):
                wrong.append(f"{name} {record.hex()}: {error} {bytes} {text}")
            elif bytes != (b"" if known.newer else deterministic(message)):
                wrong.append(f"{name} {record.hex()}: {bytes.hex()}")
            cases += known.newer
        total += count
    if not cases:
        wrong.append("no case of a newer schema among the messages")
    return {"messages": total, "with a case of a newer schema": cases, "wrong": wrong}


def fuzz(context):
    """Hostile bytes through decoder, views and JSON in one process: no trap, and views show what decoding gives."""
    done = subprocess.run(
        [context.swift.path, "fuzz", str(context.fuzz), str(context.seed)], capture_output=True, text=True)
    print(done.stdout, end="")
    return {"inputs": context.fuzz, "wrong": [] if done.returncode == 0 else [done.stderr[-2000:]]}


ALL = [python_to_swift, swift_to_python, other_bytes_of_the_same, broken_bytes, newer_schema, fuzz]
