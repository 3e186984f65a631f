"""Topics that are deleted, shortened or narrowed: each is named, and nothing acknowledged is lost in silence."""
import json
import os
import re
import subprocess
import time

from .served import Served
from .world import TOPICS, Broken

CONFIGS = "kafka.admin.ConfigCommand"
RECORDS = "org.apache.kafka.tools.DeleteRecordsCommand"
KEPT = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1",
        "unclean.leader.election.enable": "false"}
ANEW = "deleted and made again"
# So long may it take until a server is sure that its topic is another.
NOTICED = 30


def remake(world, topic):
    """As an operator does who means well."""
    world.tool(TOPICS, "--delete", "--topic", topic)
    while topic in world.tool(TOPICS, "--list").split():
        time.sleep(0.2)
    create(world, topic)


def create(world, topic, replication=3, in_sync=2):
    settings = {**KEPT, "min.insync.replicas": in_sync}
    words = [word for name, value in settings.items() for word in ("--config", f"{name}={value}")]
    world.tool(TOPICS, "--create", "--topic", topic, "--partitions", "64", "--replication-factor", str(replication),
               *words)


def remade_while_it_runs(world):
    served = Served(world, "remade-live")
    served.start()
    caller = served.call()
    remake(world, served.topic)
    since = time.monotonic()
    took = world.wait("end of the server", lambda: served.server.poll() is not None, seconds=NOTICED)
    caller.ended.set()
    late = sum(when > since for when, _, _ in caller.acknowledged)
    if late or served.server.returncode != 1 or ANEW not in served.words():
        raise Broken(f"{late} were acknowledged by the new topic; the server ended with {served.server.returncode}, "
                     f"and said {served.words()[-1000:]}")
    served.refuses(ANEW, "serve")
    served.refuses(ANEW, "verify")
    print(f"topic made anew under a server: it ended after {took:.1f} s, and acknowledged nothing", flush=True)


def remade_while_it_is_away(world):
    served = Served(world, "remade-away")
    served.start()
    served.call().end()
    served.check()
    served.stop()
    remake(world, served.topic)
    served.refuses(ANEW, "serve")
    served.refuses(ANEW, "verify")
    print("topic made anew while nobody served: refused by name", flush=True)


def truncated(world):
    """The beginning is deleted, as a retention would."""
    served = Served(world, "truncated")
    served.start()
    caller = served.call()
    plan = os.path.join(world.folder, "records.json")
    listed = json.loads(served.expect("events", "--format", "ndjson", "--quiet").splitlines()[0])
    partition = int(listed["id"].split("-")[0])
    with open(plan, "w", encoding="utf-8") as file:
        json.dump({"version": 1, "partitions": [{"topic": served.topic, "partition": partition, "offset": 10}]}, file)
    world.tool(RECORDS, "--offset-json-file", plan)
    # Who stands at the head goes on; who needs the beginning is told.
    heard = len(caller.acknowledged)
    world.wait("twenty answers more", lambda: len(caller.acknowledged) >= heard + 20, crowd=served.server)
    caller.end()
    served.refuses("is gone from the topic", "rebuild", "kpi")
    served.refuses("is gone from the topic", "verify")
    served.server.terminate()
    served.server.wait(30)
    print("beginning of the log deleted: who needs it is told by name, who does not goes on", flush=True)


def narrowed(world):
    """A commit beyond the contract never comes to the producer; one that only the topic refuses is named."""
    topic = "narrow"
    probe = world.spawn([world.given.probe, world.servers, topic, "oversize"], stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE, text=True)

    def says(word):
        line = probe.stdout.readline().strip()
        if not line.startswith(word):
            raise Broken(f"oversize: it was to say {word}, and said {line or probe.wait(10)}")
        print(f"  {line[:160]}", flush=True)
        return line

    def go_on():
        probe.stdin.write("\n")
        probe.stdin.flush()

    says("refused by the contract")
    world.tool(CONFIGS, "--alter", "--entity-type", "topics", "--entity-name", topic, "--add-config",
               "max.message.bytes=100000")
    go_on()
    line = says("refused by the topic")
    opening = subprocess.run([world.given.probe, world.servers, topic, "audit"], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    if opening.returncode == 0 or "max.message.bytes=100000" not in opening.stderr:
        raise Broken(f"a topic that takes too little was opened: {opening.stderr}")
    # What the message says mends it.
    command = re.search(r"kafka-configs.sh --bootstrap-server \S+ (.*)$", line).group(1)
    world.tool(CONFIGS, *command.split())
    go_on()
    says("taken")
    if probe.wait(30) != 0:
        raise Broken(f"oversize ended with {probe.returncode}")
    audit = subprocess.run([world.given.probe, world.servers, topic, "audit"], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
    print(f"oversize commits: {audit.stdout.strip()}", flush=True)
    if audit.returncode != 0:
        raise Broken("the log is not whole")


def weak(world):
    """Three brokers, and a topic that would lose what it acknowledged with one of them."""
    for topic, replication, word in (
            ("one-copy", 1, "keeps 1 of the 3 copies"), ("one-in-sync", 3, "min.insync.replicas=1")):
        create(world, topic, replication, in_sync=1)
        opening = subprocess.run([world.given.probe, world.servers, topic, "audit"], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        if opening.returncode == 0 or word not in opening.stderr:
            raise Broken(f"topic {topic} was opened: {opening.stderr}")
        print(f"  {opening.stderr.strip()[:200]}", flush=True)
    print("topics that would lose what they acknowledge: refused by name", flush=True)


ALL = [weak, narrowed, remade_while_it_is_away, remade_while_it_runs, truncated]
