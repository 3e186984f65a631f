"""One slice, its writers, the network between, and everything that may happen next."""

from typing import NamedTuple

from rules import ACKNOWLEDGED, COMMAND_TWICE, FENCED, PREFIX, TOLD

MARKER = 0


class Record(NamedTuple):
    """Two records with the same content are the same: its number stands for the hash of `prev` and body."""

    writer: int
    epoch: int
    # A command's number, or `MARKER`.
    command: int
    # The records that it was decided on. The last of them is its `prev`; their number gives its position.
    basis: tuple
    # Tells records apart that only differ in when they were made.
    again: int


class Sent(NamedTuple):
    """A message on its way, in the order of its writer."""

    record: int
    landed: bool = False
    # It stands right after what its writer knew, so its offset was the expected one.
    expected: bool = False
    accepted: bool = False
    # How many records were accepted when it had landed: what its writer reads who reads to it.
    prefix: int = 0


class Writer(NamedTuple):
    # idle, taking (its marker is on the way), owner, unsure (a message timed out), retrying (the same rows again).
    mode: str = "idle"
    epoch: int = 0
    # What its state was folded from, its own records that are on their way included.
    known: tuple = ()
    queue: tuple = ()
    # Nothing of others was written after what it knows.
    quiet: bool = True
    # Records that it has to find out about.
    asked: tuple = ()


class State(NamedTuple):
    accepted: tuple
    # The greatest epoch whose acquisition has returned.
    fence: int
    # Messages that nobody waits for any more. They land at any time and in any order, or never.
    late: tuple
    # Those among them of which somebody was told that they are not done.
    told: tuple
    markers: int
    commands: int
    failures: int
    writers: tuple


class Step(NamedTuple):
    what: str
    writer: int | None
    record: int | None
    # A word for what is remarkable about it, or nothing.
    remark: str
    state: State
    # The promises that it breaks.
    broken: tuple = ()


class Machine:
    def __init__(self, rules):
        self.rules = rules
        self.records = [Record(-1, 0, MARKER, (), 0)]
        self._numbers = {self.records[0]: 0}

    def start(self):
        return State((), 0, (), (), 0, 0, 0, (Writer(),) * self.rules.writers)

    # What readers say.

    def epoch_of(self, accepted):
        return self.records[accepted[-1]].epoch if accepted else 0

    def admits(self, accepted, number):
        record = self.records[number]
        if self.rules.order == "chain":
            if (record.basis[-1] if record.basis else 0) != (accepted[-1] if accepted else 0):
                return False
        elif self.rules.order == "positions" and len(record.basis) != len(accepted):
            return False
        current = self.epoch_of(accepted)
        return (not self.rules.epoch or record.epoch == current
                or (record.command == MARKER and record.epoch > current))

    def commands_in(self, numbers):
        return {self.records[number].command for number in numbers} - {MARKER}

    def broken_by(self, state, number):
        """The promises that are broken when this record is accepted now."""
        record = self.records[number]
        is_broken = {
            FENCED: record.epoch < state.fence,
            COMMAND_TWICE: record.command in self.commands_in(state.accepted),
            TOLD: number in state.told,
            PREFIX: record.basis != state.accepted,
        }
        return tuple(promise for promise, broken in is_broken.items() if broken)

    # Small changes.

    def number(self, state, writer, epoch, command, basis):
        """A record's number; one that is in use already is told apart."""
        used = {sent.record for other in state.writers for sent in other.queue}
        used.update(state.late, state.accepted)
        first = state.failures if self.rules.decides_again.endswith("other bytes") else 0
        for again in range(first, 1 << 10):
            record = Record(writer, epoch, command, basis, again)
            number = self._numbers.setdefault(record, len(self.records))
            if number == len(self.records):
                self.records.append(record)
            if number not in used:
                return number
        raise AssertionError("records without end")

    def put(self, state, index, writer, **changes):
        writers = state.writers[:index] + (writer,) + state.writers[index + 1:]
        return state._replace(writers=writers, **changes)

    def to_late(self, state, queue):
        late = set(state.late) | {sent.record for sent in queue if not sent.landed}
        return self.still_to_fear(state.accepted, late)

    def still_to_fear(self, accepted, numbers):
        """Those of the messages that may ever count: the others are `foreign`, or change nothing in a table."""
        if self.rules.order != "none":
            numbers = (n for n in numbers if len(self.records[n].basis) >= len(accepted))
        if self.rules.epoch:
            numbers = (n for n in numbers if self.records[n].epoch >= self.epoch_of(accepted))
        return tuple(sorted(numbers))

    def tell(self, state, late, numbers):
        """Says “not done, send again” of these records."""
        broken = (TOLD,) if any(number in state.accepted for number in numbers) else ()
        return tuple(sorted((set(state.told) | set(numbers)) & set(late))), broken

    def lose(self, state, index, numbers, **changes):
        """The writer gives up what is on its way, and says that these records are not done."""
        writer = state.writers[index]
        late = self.to_late(state, writer.queue)
        told, broken = self.tell(state, late, numbers)
        return self.put(state, index, Writer(**changes), late=late, told=told), broken

    # What may happen.

    def steps(self, state):
        for number in state.late:
            yield self.late_lands(state, number)
        if self.rules.store == "kafka" and any(writer.quiet for writer in state.writers if writer.mode == "owner"):
            yield Step("foreign", None, None, "a foreign record skipped", self.disturb(state, None))
        for index, writer in enumerate(state.writers):
            yield from self.network(state, index, writer)
            yield from getattr(self, writer.mode)(state, index, writer)
            if writer.mode != "idle":
                late = self.to_late(state, writer.queue)
                yield Step("crashes", index, None, "", self.put(state, index, Writer(), late=late))

    def write(self, state, number):
        """The store has the record now: the state, whether it counts, and what this breaks."""
        if number in state.accepted:
            return state, True, ()
        if not self.admits(state.accepted, number):
            return state, False, ()
        broken = self.broken_by(state, number)
        accepted = state.accepted + (number,)
        late = self.still_to_fear(accepted, state.late)
        told = tuple(other for other in state.told if other in late)
        return state._replace(accepted=accepted, late=late, told=told), True, broken

    def disturb(self, state, but):
        """Others find another record behind what they know. A table's writers don't count."""
        if self.rules.store == "table":
            return state
        return state._replace(writers=tuple(
            writer if index == but or not writer.quiet else writer._replace(quiet=False)
            for index, writer in enumerate(state.writers)))

    def late_lands(self, state, number):
        after, accepted, broken = self.write(state, number)
        late = tuple(other for other in after.late if other != number)
        told = tuple(other for other in after.told if other != number)
        after = self.disturb(after._replace(late=late, told=told), None)
        remark = "late, accepted" if accepted else "late, skipped"
        return Step("late", self.records[number].writer, number, remark, after, broken)

    def network(self, state, index, writer):
        for place, sent in enumerate(writer.queue):
            if sent.landed:
                continue
            after, accepted, broken = self.write(state, sent.record)
            landed = Sent(sent.record, True, writer.quiet, accepted, len(after.accepted))
            queue = writer.queue[:place] + (landed,) + writer.queue[place + 1:]
            after = self.disturb(self.put(after, index, writer._replace(queue=queue, quiet=True)), index)
            remark = "" if accepted else "skipped"
            if not accepted and self.records[sent.record].epoch < self.epoch_of(state.accepted):
                remark = "a zombie's record skipped"
            yield Step("lands", index, sent.record, remark, after, broken)
            return

    def idle(self, state, index, writer):
        yield from self.take(state, index, writer)

    def take(self, state, index, writer):
        if state.markers == self.rules.markers or (state.markers == 0 and index > 0):
            return
        epoch = self.epoch_of(state.accepted) + 1
        number = self.number(state, index, epoch, MARKER, state.accepted)
        taking = Writer("taking", epoch, state.accepted + (number,), (Sent(number),), True, writer.asked)
        yield Step("takes", index, number, "", self.put(state, index, taking, markers=state.markers + 1))

    def taking(self, state, index, writer):
        sent = writer.queue[0]
        back = Writer("unsure" if writer.asked else "idle", asked=writer.asked)
        if sent.landed and (sent.accepted or not self.rules.reads_to_own_marker):
            yield self.owns(state, index, writer, sent)
        elif sent.landed:
            yield Step("marker refused", index, sent.record, "a marker came too late", self.put(state, index, back))
        late = self.to_late(state, writer.queue)
        yield Step("marker times out", index, sent.record, "", self.put(state, index, back, late=late))

    def owns(self, state, index, writer, sent):
        known = state.accepted[:sent.prefix] if self.rules.reads_to_own_marker else writer.known
        missing = [number for number in writer.asked if number not in known]
        told, broken = self.tell(state, state.late, missing)
        remark = "unknown: not done" if missing else "unknown: done" if writer.asked else ""
        owner = Writer("owner", writer.epoch, known, (), writer.quiet)
        fence = max(state.fence, writer.epoch)
        return Step("owns", index, sent.record, remark, self.put(state, index, owner, fence=fence, told=told), broken)

    def owner(self, state, index, writer):
        yield from self.decide(state, index, writer)
        if writer.queue:
            yield from self.report(state, index, writer)
            yield from self.definite_failure(state, index, writer)
            late = self.to_late(state, writer.queue)
            unsure = Writer("unsure", writer.epoch, writer.known, asked=tuple(sent.record for sent in writer.queue))
            yield Step("times out", index, None, "", self.put(state, index, unsure, late=late))
        else:
            after = self.reread(state, writer)
            if after != writer:
                remark = "a deposed writer stops" if after.mode == "idle" else ""
                yield Step("reads", index, None, remark, self.put(state, index, after))

    def reread(self, state, writer):
        deposed = self.rules.epoch and self.epoch_of(state.accepted) > writer.epoch
        if deposed and self.rules.stops_when_deposed:
            return Writer()
        return Writer("owner", writer.epoch, state.accepted)

    def decide(self, state, index, writer):
        """Any command that was ever sent may come again, to any writer."""
        durable = writer.known[:len(writer.known) - len(writer.queue)]
        known = self.commands_in(writer.known) if self.rules.remembers_commands else set()
        for command in range(1, min(state.commands + 1, self.rules.commands) + 1):
            if command in known:
                done = [n for n in durable if self.records[n].command == command]
                if done and done[0] not in state.accepted:
                    yield Step("repeats", index, done[0], "", state, (ACKNOWLEDGED,))
                continue
            if len(writer.queue) == self.rules.depth:
                continue
            number = self.number(state, index, writer.epoch, command, writer.known)
            after = writer._replace(known=writer.known + (number,), queue=writer.queue + (Sent(number),))
            yield Step("decides", index, number, "", self.put(
                state, index, after, commands=max(state.commands, command)))

    def report(self, state, index, writer):
        sent = writer.queue[0]
        if not sent.landed:
            return
        table = self.rules.store == "table"
        if self.rules.ack_on_any_report or sent.accepted or (sent.expected and not table):
            remark = "" if sent.expected or table else "acknowledged after reading"
            after = self.put(state, index, writer._replace(queue=writer.queue[1:]))
            yield Step("acknowledges", index, sent.record, remark, after, () if sent.accepted else (ACKNOWLEDGED,))
        else:
            after, broken = self.lose(state, index, [other.record for other in writer.queue])
            yield Step("refused", index, sent.record, "refused by reading", after, broken)

    def definite_failure(self, state, index, writer):
        """The first message was not written, for certain; those behind it may be."""
        if state.failures == self.rules.failures or writer.queue[0].landed:
            return
        rest = writer.queue[1:]
        late = self.to_late(state, rest)
        told, broken = self.tell(state, late, [sent.record for sent in rest])
        goes_on = Writer() if self.rules.decides_again == "in a new epoch" else self.reread(state, writer)
        after = self.put(state, index, goes_on, late=late, told=told, failures=state.failures + 1)
        yield Step("fails", index, writer.queue[0].record, "certainly not written", after, broken)

    def unsure(self, state, index, writer):
        if self.rules.unknown_by_plain_read:
            missing = [number for number in writer.asked if number not in state.accepted]
            told, broken = self.tell(state, state.late, missing)
            after = self.put(state, index, self.reread(state, writer), told=told)
            yield Step("reads the tail", index, None, "", after, broken)
        elif self.rules.store == "table" and writer.known:
            queue = tuple(Sent(number) for number in writer.asked)
            yield Step("sends again", index, writer.asked[0], "", self.put(
                state, index, writer._replace(mode="retrying", queue=queue)))
        else:
            yield from self.take(state, index, writer)

    def retrying(self, state, index, writer):
        """The same rows: a conflict of keys waits for the old transaction, so the answer is final."""
        sent = writer.queue[0]
        if not sent.landed:
            late = self.to_late(state, writer.queue)
            yield Step("times out", index, None, "", self.put(
                state, index, writer._replace(mode="unsure", queue=()), late=late))
        elif sent.accepted:
            after = Writer("owner", writer.epoch, writer.known)
            yield Step("acknowledges", index, sent.record, "unknown: done", self.put(state, index, after))
        else:
            after, broken = self.lose(state, index, writer.asked)
            yield Step("refused", index, sent.record, "unknown: not done", after, broken)
