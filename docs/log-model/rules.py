"""The rules that are checked: those of the log, and each of them weakened in one place."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Rules:
    """What readers accept, what writers do, and how far the search goes."""

    # Kafka writes down whatever comes, and readers decide; a table refuses what does not fit.
    store: str = "kafka"
    # Readers compare `prev` with the id of the last accepted record; or they count positions; or neither.
    order: str = "chain"
    # Readers want the current epoch, or a marker with a greater one; a writer that reads a greater one stops.
    epoch: bool = True
    # A record is acknowledged if it stands at the expected offset, or else if reading up to it says that it is accepted.
    ack_on_any_report: bool = False
    # What became of a message that timed out is found out behind a barrier; or by reading what is there now.
    unknown_by_plain_read: bool = False
    # Who takes a slice reads to his own marker before he decides.
    reads_to_own_marker: bool = True
    # A writer that reads a greater epoch than its own stops.
    stops_when_deposed: bool = True
    # After an append that did not count, the slice is taken again; or the writer decides again in its epoch, with
    # records of other bytes than before or perhaps the same.
    decides_again: str = "in a new epoch"
    # The ids of accepted commands are part of the state.
    remembers_commands: bool = True
    writers: int = 2
    commands: int = 2
    markers: int = 3
    # Appends that a writer has on their way at once.
    depth: int = 2
    # Messages of which the broker says for certain that they were not written.
    failures: int = 1


@dataclass(frozen=True)
class Variant:
    name: str
    rules: Rules
    # A promise that it must break; none for rules that hold.
    breaks: str | None = None


# A command takes effect at most once, however often and wherever it is sent.
COMMAND_TWICE = "no command twice"
# Whoever was told “done” finds the command in the log.
ACKNOWLEDGED = "done is accepted"
# An accepted record was decided on exactly the accepted records before it.
PREFIX = "decided on the accepted prefix"
# Whoever was told “not done, send again” never finds that very record in the log later.
TOLD = "not done is never accepted"
# After the acquisition of epoch e + 1 returned, nothing of an epoch up to e is accepted.
FENCED = "no older epoch after a take-over"


def variants(bound):
    kafka = replace(Rules(), **bound)
    # More can happen there, so it goes less far.
    again = replace(kafka, decides_again="in the same epoch, other bytes", markers=kafka.markers - 1)
    # One append at a time, as that driver has it.
    table = replace(kafka, store="table", depth=1)
    return [
        Variant("kafka: the rules", kafka),
        Variant("kafka: decided again in the same epoch", again),
        Variant("kafka: the same, positions for the chain", replace(again, order="positions"), PREFIX),
        Variant("kafka: the same, with the same bytes", replace(again, decides_again="in the same epoch"), TOLD),
        Variant("kafka: positions for the chain", replace(kafka, order="positions")),
        Variant("kafka: neither chain nor positions", replace(kafka, order="none"), PREFIX),
        Variant("kafka: no epoch", replace(kafka, epoch=False), FENCED),
        Variant("kafka: acknowledged on any report", replace(kafka, ack_on_any_report=True), ACKNOWLEDGED),
        Variant("kafka: unknown resolved by a plain read", replace(kafka, unknown_by_plain_read=True), TOLD),
        Variant("kafka: not read to the own marker", replace(kafka, reads_to_own_marker=False), ACKNOWLEDGED),
        Variant("kafka: a deposed writer goes on", replace(kafka, stops_when_deposed=False), ACKNOWLEDGED),
        Variant("kafka: command ids forgotten", replace(kafka, remembers_commands=False), COMMAND_TWICE),
        Variant("table: the rules", table),
        Variant("table: no epoch", replace(table, epoch=False), FENCED),
        Variant("table: unknown resolved by a plain read", replace(table, unknown_by_plain_read=True), TOLD),
        Variant("table: command ids forgotten", replace(table, remembers_commands=False), COMMAND_TWICE),
    ]
