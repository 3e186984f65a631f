#!/usr/bin/env python3
"""Counts a month of the bank's calls a second time, from the raw file, with none of Trunkline's code.

    recount.py FILE                  month KPIs and exact wait percentiles, as JSON
    recount.py FILE --json           the same by month, by type and by priority
    recount.py FILE --intervals      queue x 15 minutes by arrival, as CSV: the first nine columns of `report intervals`
    recount.py FILE --agents         totals of each agent, as CSV: the columns of `report agents --format csv`
    recount.py FILE --agents --by-interval   the same by 15 minutes
    recount.py FILE --compare-kpi K  compares with the output of `report kpi --by all|queue|priority --format json`
    recount.py FILE --check ORACLES  compares with the oracle files of that folder and says what differs; 1 if anything does

Options: --centre NAME (default anonymous-bank) for the column of that name; --from and --to, milliseconds since 1970, on
interval starts, from inclusive, to exclusive.

Rules. Malformed lines (fewer than 17 fields, a date that is not yymmdd, a call id, priority or duration that is no number)
are passed over, PHANTOM rows are no calls. q_time and ser_time are the truth, not the differences of clocks. A time more than
12 hours before vru_entry is the next day's. A row's interval is that of q_start, or of vru_exit if it did not queue. The
answer is at q_exit (vru_exit without a queue), the end ser_time later.

Agents. A conversation that starts while another of its agent is open is overlapping: it leaves the agent's voice slot alone
and is in no state's time, but counts with its talk. Ends come before starts at the same moment. An agent is taken as logged
in from the first conversation of a day to the end of the last one; log-ins that touch are one. Logged in, he is talking in
a conversation of his slot and idle otherwise. Conversations and their talk are in the interval in which they end, offers in
that in which they are answered, log-ins in that in which they begin, states split at the boundaries.
"""
import argparse
import csv
import datetime
import json
import sys
from pathlib import Path

QUARTER = 900_000
DAY = 86_400_000
TARGET_S = 20
SHORT_S = 5


class Call:
    __slots__ = ("row", "line", "priority", "service", "month", "day", "entered", "left_ivr", "queued", "wait", "answered",
                 "answer", "talk", "agent", "service_start")


def clock(text):
    h, m, s = text.strip().split(":")
    return ((int(h) * 60 + int(m)) * 60 + int(s)) * 1000


def read(path):
    calls = []
    with open(path, encoding="utf-8", errors="replace") as file:
        next(file)
        for row, text in enumerate(file):
            fields = [f.strip() for f in text.rstrip("\r\n").split("\t")]
            try:
                if len(fields) < 17 or len(fields[5]) != 6:
                    continue
                day = datetime.date(1900 + int(fields[5][:2]), int(fields[5][2:4]), int(fields[5][4:]))
                int(fields[1])
                call = Call()
                call.row = row
                call.priority = int(fields[3])
                int(fields[8])
                queue_s, service_s = int(fields[11]), int(fields[15])
                if fields[12] not in ("AGENT", "HANG"):
                    continue
                base = (day - datetime.date(1970, 1, 1)).days * DAY
                entered = clock(fields[6])

                def moment(field):
                    ms = clock(field)
                    return base + ms + (DAY if entered - ms > DAY // 2 else 0)

                call.service = fields[4]
                call.month = day.strftime("%Y-%m")
                call.day = base // DAY
                call.entered = base + entered
                call.left_ivr = moment(fields[7])
                call.queued = moment(fields[9]) if fields[9] not in ("0:00:00", "00:00:00") else None
                call.wait = queue_s if call.queued is not None else 0
                call.answered = fields[12] == "AGENT"
                call.answer = moment(fields[10]) if call.queued is not None else call.left_ivr
                call.talk = service_s
                call.service_start = moment(fields[13]) if fields[13] not in ("0:00:00", "00:00:00") else call.answer
                call.agent = fields[16] if call.answered and fields[16] not in ("", "NO_SERVER") else None
            except ValueError:
                continue
            calls.append(call)
    return calls


def enqueued(call):
    return call.queued if call.queued is not None else call.left_ivr


def in_queue(call):
    """Offered to the queue: answered, or waited."""
    return call.answered or call.queued is not None


def quarter(ms):
    return ms - ms % QUARTER


# Intervals

INTERVAL_COLUMNS = ["interval_start_ms", "queue", "offered", "answered", "abandoned", "wait_sum_answered_ms", "answered_le20",
                    "talk_sum_ms", "wait_sum_abandoned_ms", "abandoned_le20"]


def intervals(calls):
    rows = {}
    for call in calls:
        if not in_queue(call):
            continue
        row = rows.setdefault((quarter(enqueued(call)), call.service), [0] * 8)
        within = call.wait <= TARGET_S
        row[0] += 1
        if call.answered:
            row[1] += 1
            row[3] += call.wait * 1000
            row[4] += within
            row[5] += call.talk * 1000
        else:
            row[2] += 1
            row[6] += call.wait * 1000
            row[7] += within
    return [list(key) + rows[key] for key in sorted(rows)]


# KPIs

def ratio(a, b):
    return a / b if b else None


def percentile(waits, per_mille):
    """The ceil(p n)-th shortest."""
    if not waits:
        return None
    rank = max(1, -(-len(waits) * per_mille // 1000))
    return sorted(waits)[rank - 1]


def kpis(calls):
    answered = [c for c in calls if c.answered]
    hung_up = [c for c in calls if not c.answered]
    abandoned = [c for c in hung_up if c.queued is not None]
    queued = [c for c in calls if c.queued is not None]
    waits = [c.wait for c in calls if in_queue(c)]
    a, b, o = len(answered), len(abandoned), len(answered) + len(abandoned)
    a_t = sum(c.wait <= TARGET_S for c in answered)
    b_t = sum(c.wait <= TARGET_S for c in abandoned)
    s = sum(c.wait <= SHORT_S for c in abandoned)
    return {
        "calls": len(calls), "left_in_ivr": len(hung_up) - b, "offered": o, "answered": a, "abandoned": b,
        "answered_in_target": a_t, "abandoned_in_target": b_t, "abandoned_short": s,
        "queued": len(queued), "waited": sum(w > 0 for w in waits),
        "wait_sum_answered": sum(c.wait for c in answered), "wait_sum_abandoned": sum(c.wait for c in abandoned),
        "wait_sum": sum(waits), "wait_max": max(waits, default=0),
        "ASA": ratio(sum(c.wait for c in answered), a), "mean_wait": ratio(sum(waits), o),
        "mean_wait_queued": ratio(sum(c.wait for c in queued), len(queued)),
        "mean_wait_abandoned": ratio(sum(c.wait for c in abandoned), b),
        "wait_p50": percentile(waits, 500), "wait_p80": percentile(waits, 800), "wait_p90": percentile(waits, 900),
        "wait_p95": percentile(waits, 950),
        "talk_sum": sum(c.talk for c in answered), "AHT": ratio(sum(c.talk for c in answered), a),
        "abandon_rate": ratio(b - s, o - s), "abandon_rate_raw": ratio(b, o),
        "agents": len({c.agent for c in answered if c.agent}),
        "sl_short_out": ratio(a_t, a + b - s), "sl_answered": ratio(a_t, a), "sl_credit": ratio(a_t + b_t, a + b),
        "sl_strict": ratio(a_t, a + b), "sl_ignore": ratio(a_t, a + b - b_t), "sl_short_credit": ratio(a_t + s, a + b),
        "sl_removed": ratio(a_t + b_t, o),
    }


def grouped(calls):
    def by(key):
        groups = {}
        for call in calls:
            groups.setdefault(key(call), []).append(call)
        return {key: kpis(groups[key]) for key in sorted(groups)}

    return {"month": kpis(calls), "by_type": by(lambda c: c.service), "by_priority": by(lambda c: str(c.priority))}


# Agents

AGENT_COLUMNS = ["interval_start_ms", "agent", "logged_in_ms", "idle_ms", "offered_ms", "talking_ms", "holding_ms",
                 "wrapping_up_ms", "other_call_ms", "not_ready_ms", "disconnected_ms", "occupancy", "conversations",
                 "overlapping", "talk_sum_ms", "hold_sum_ms", "wrap_up_sum_ms", "aht_ms", "offers_made", "offers_accepted",
                 "offers_joined", "offers_rejected", "offers_expired", "offers_cancelled", "offers_rescinded",
                 "offers_failed", "strikes", "log_ins", "inferred_ms", "inferred", "centre"]


class AgentTally:
    def __init__(self):
        self.idle = self.talking = self.conversations = self.overlapping = self.talk = self.offers = self.log_ins = 0

    def add(self, other):
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def split(since, until):
    while since < until:
        end = min(until, quarter(since) + QUARTER)
        yield quarter(since), end - since
        since = end


def tally_agent(conversations):
    """conversations: calls of one agent, in order of the file. Returns {interval: AgentTally}."""
    tally = {}

    def at(ms):
        return tally.setdefault(quarter(ms), AgentTally())

    # Where a clock stepped back, a later step of the same call is not taken to have come before an earlier one.
    moments = []
    for call in conversations:
        start = max(call.entered, enqueued(call), call.answer)
        end = max(start, call.answer + call.talk * 1000)
        moments.append((call, start, end))

    # Log-ins.
    days = {}
    for call, start, end in moments:
        first, last = days.get(call.day, (start, end))
        days[call.day] = (min(first, start), max(last, end))
    log_ins = []
    for day in sorted(days):
        first, last = days[day]
        if log_ins and first <= log_ins[-1][1]:
            log_ins[-1][1] = max(log_ins[-1][1], last)
        else:
            log_ins.append([first, last])
    for first, _ in log_ins:
        at(first).log_ins += 1

    # Ends before starts at the same moment, except of a conversation without length.
    steps = []
    for number, (call, start, end) in enumerate(moments):
        steps.append((start, 1, call.row, 0, number))
        steps.append((end, 0 if end > start else 1, call.row, 1, number))
    steps.sort()
    open_now = set()
    slot = None
    taken = []  # spans of the slot
    for moment, _, _, kind, number in steps:
        call, start, end = moments[number]
        if kind == 0:
            if not open_now:
                slot = number
                at(call.answer).offers += 1
            else:
                at(call.answer + call.talk * 1000).overlapping += 1
            open_now.add(number)
        else:
            open_now.discard(number)
            if slot == number:
                taken.append((start, end))
                slot = None
            ended = at(call.answer + call.talk * 1000)
            ended.conversations += 1
            ended.talk += call.talk * 1000

    # What is not talking is idle.
    taken.sort()
    for first, last in log_ins:
        free = first
        for start, end in taken:
            if start < first or start > last:
                continue
            for interval, ms in split(free, start):
                tally.setdefault(interval, AgentTally()).idle += ms
            for interval, ms in split(start, end):
                tally.setdefault(interval, AgentTally()).talking += ms
            free = max(free, end)
        for interval, ms in split(free, last):
            tally.setdefault(interval, AgentTally()).idle += ms
    return tally


def agents(calls, by_interval, since, until, centre):
    names = {}
    for call in calls:
        if call.agent:
            names.setdefault(call.agent, []).append(call)
    rows = []
    for agent in sorted(names):
        total = AgentTally()
        tally = tally_agent(names[agent])
        seen = False
        for interval in sorted(tally):
            if not since <= interval < until:
                continue
            seen = True
            if by_interval:
                rows.append(agent_row(interval, agent, tally[interval], centre))
            total.add(tally[interval])
        if seen and not by_interval:
            rows.append(agent_row("", agent, total, centre))
    rows.sort(key=lambda row: (row[0] if by_interval else 0, row[1]))
    return rows


def agent_row(interval, agent, t, centre):
    logged_in = t.idle + t.talking
    handled = ratio(t.talking, logged_in)
    aht = ratio(t.talk, t.conversations)
    inferred = "true" if logged_in or t.log_ins else "false"
    return [interval, agent, logged_in, t.idle, 0, t.talking, 0, 0, 0, 0, 0, "" if handled is None else repr(handled),
            t.conversations, t.overlapping, t.talk, 0, 0, "" if aht is None else repr(aht), t.offers, t.offers, t.offers, 0, 0,
            0, 0, 0, 0, t.log_ins, logged_in, inferred, centre]


# Comparison with the oracles

def check(calls, folder):
    faults = []
    theirs = list(csv.reader(open(next(folder.glob("*-intervals.csv")))))
    ours = [INTERVAL_COLUMNS] + [[str(v) for v in row] for row in intervals(calls)]
    if theirs != ours:
        faults.append(f"intervals: {len(theirs)} rows there, {len(ours)} here")
        faults += [f"  {a} / {b}" for a, b in zip(theirs, ours) if a != b][:5]
    oracle = json.load(open(next(folder.glob("*-kpi.json"))))
    mine = grouped(calls)
    names = {"offered": "calls", "answered": "answered", "hang_ivr": "left_in_ivr", "queued": "queued",
             "abandoned_q": "abandoned", "abandoned_q_le5": "abandoned_short", "abandoned_q_le20": "abandoned_in_target",
             "abandon_rate_excl_ivr": "abandon_rate_raw", "wait_sum_answered": "wait_sum_answered", "ASA": "ASA",
             "wait_sum_queued": "wait_sum", "mean_wait_queued": "mean_wait_queued",
             "mean_wait_abandoned": "mean_wait_abandoned", "max_wait": "wait_max", "answered_le20": "answered_in_target",
             "SL20_b": "sl_answered", "SL20_c": "sl_ignore", "SL20_d": "sl_credit", "SL20_e": "sl_strict",
             "talk_sum_all": "talk_sum", "agents": "agents"}

    def compare(where, there, here):
        for name, own in names.items():
            a, b = there[name], here[own]
            if (a is None) != (b is None) or a is not None and abs(a - b) > 1e-6:
                faults.append(f"{where}: {name} is {a} there, {b} here")

    compare("month", oracle["month"], mine["month"])
    for group in ("by_type", "by_priority"):
        if {key.split("/")[1] for key in oracle[group]} != set(mine[group]):
            faults.append(f"{group}: other groups")
        for key, there in oracle[group].items():
            compare(key, there, mine[group].get(key.split("/")[1], {}))
    overlapping = overlapping_by_agents_clock(calls)
    if overlapping != 418:
        faults.append(f"overlapping conversations by the agents' clock: 418 there, {overlapping} here")
    return faults


def compare_kpi(calls, path):
    """Differences of Trunkline's figures in that file from ours; percentiles may be up to 1 % above the exact ones."""
    ours = grouped(calls)
    faults = []
    for row in json.load(open(path)):
        if row["queue"] is not None:
            where, mine = row["queue"], ours["by_type"].get(row["queue"])
        elif row["priority"] is not None:
            where, mine = row["priority"], ours["by_priority"].get(str(row["priority"]))
        else:
            where, mine = "all", ours["month"]
        if mine is None:
            faults.append(f"{where}: not in the file")
            continue
        plain = ["calls", "left_in_ivr", "offered", "answered", "abandoned", "answered_in_target", "abandoned_in_target",
                 "abandoned_short", "queued", "waited", "agents", "abandon_rate", "abandon_rate_raw"]
        figures = [(name, name, 1) for name in plain + [name for name in mine if name.startswith("sl_")]]
        figures += [(name, name[:-3], 1000) for name in ("wait_sum_ms", "wait_sum_answered_ms", "wait_sum_abandoned_ms",
                                                         "wait_max_ms", "mean_wait_ms", "mean_wait_queued_ms",
                                                         "mean_wait_abandoned_ms", "talk_sum_ms")]
        figures += [("asa_ms", "ASA", 1000), ("aht_ms", "AHT", 1000)]
        for theirs, own, scale in figures:
            a, b = row[theirs], mine[own]
            if (a is None) != (b is None) or a is not None and abs(a - b * scale) > 1e-6 * scale:
                faults.append(f"{where}: {theirs} is {a} there, {b} here")
        for percent in (50, 80, 90, 95):
            a, b = row[f"wait_p{percent}_ms"], mine[f"wait_p{percent}"]
            if (a is None) != (b is None) or a is not None and not b * 1000 <= a <= b * 1010:
                faults.append(f"{where}: P{percent} is {a} there, {b} here")
    return faults


def overlapping_by_agents_clock(calls):
    """Conversations of an agent that begin while another of his is open, with ser_start as their begin (the answer's moment
    where it is not recorded): the 418 that the oracles name. By the queue's clock, which tells the answer and which the log
    follows, there are 422."""
    count = 0
    spans = {}
    for call in calls:
        if call.agent:
            spans.setdefault(call.agent, []).append((call.service_start, call.row, call.talk * 1000))
    for agent in spans.values():
        busy_until = float("-inf")
        for start, _, length in sorted(agent):
            count += start < busy_until
            busy_until = max(busy_until, start + length)
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--intervals", action="store_true")
    parser.add_argument("--agents", action="store_true")
    parser.add_argument("--by-interval", action="store_true")
    parser.add_argument("--centre", default="anonymous-bank")
    parser.add_argument("--from", dest="since", type=int, default=float("-inf"))
    parser.add_argument("--to", dest="until", type=int, default=float("inf"))
    parser.add_argument("--compare-kpi", type=Path, metavar="K")
    parser.add_argument("--check", type=Path, metavar="ORACLES")
    options = parser.parse_args()
    calls = read(options.file)
    out = csv.writer(sys.stdout, lineterminator="\n")
    if options.check or options.compare_kpi:
        faults = check(calls, options.check) if options.check else compare_kpi(calls, options.compare_kpi)
        print("\n".join(faults) if faults else "equal")
        return 1 if faults else 0
    if options.intervals:
        out.writerow(INTERVAL_COLUMNS)
        out.writerows(row for row in intervals(calls) if options.since <= row[0] < options.until)
    elif options.agents:
        out.writerow(AGENT_COLUMNS)
        out.writerows(agents(calls, options.by_interval, options.since, options.until, options.centre))
    else:
        inside = [c for c in calls
                  if options.since <= quarter(enqueued(c) if in_queue(c) else c.entered) < options.until]
        print(json.dumps(grouped(inside) if options.json else kpis(inside), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
