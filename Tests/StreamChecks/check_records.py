"""Every record of a topic against the AsyncAPI document: headers, key, and data as JSON or as protobuf.

check_records.py BROKERS TOPIC json|protobuf     prints the events' ids as they are read
"""

import json
import subprocess
import sys

from confluent_kafka import Consumer, KafkaException, TopicPartition

import document


def records(brokers, topic):
    """All that are there now, partition by partition."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "stream-checks", "enable.auto.commit": False})
    try:
        for partition in consumer.list_topics(topic, timeout=20).topics[topic].partitions:
            place = TopicPartition(topic, partition, 0)
            start, end = consumer.get_watermark_offsets(place, timeout=20)
            if start == end:
                continue
            consumer.assign([place])
            while True:
                message = consumer.poll(20)
                if message is None:
                    sys.exit(f"partition {partition} ends before {end}")
                if message.error():
                    raise KafkaException(message.error())
                yield message
                if message.offset() + 1 >= end:
                    break
    finally:
        consumer.close()


def check_protobuf(value):
    """By `protoc`: fields that are not known would be numbers."""
    said = subprocess.run(
        ["protoc", "-I", document.SCHEMAS, "--decode=trunkline.v1.Event", "trunkline/v1/commit.proto"], input=value,
        stdout=subprocess.PIPE, check=True).stdout.decode()
    members = [line.split()[0].rstrip(":") for line in said.splitlines()]
    if any(member.isdigit() for member in members):
        sys.exit(f"the data has a field that the schema has not:\n{said}")


def check_type(kind, data):
    """The type says which members the data has."""
    family, event = kind.split(".")[1:3]
    if event not in data[family]:
        sys.exit(f"data of {kind} is {data}")


def main(brokers, topic, form):
    message = f"{document.NAME}#/components/messages/{form}"
    headers = document.validator(f"{message}/headers")
    key = document.validator(f"{document.NAME}#/components/messageBindings/keyed/kafka/key")
    payload = document.validator(f"{message}/payload/schema") if form == "json" else None
    for record in records(brokers, topic):
        attributes = {name: value.decode() for name, value in record.headers()}
        headers.validate(attributes)
        key.validate(record.key().decode())
        if attributes["ce_partitionkey"] != record.key().decode():
            sys.exit(f"{attributes['ce_id']} has the key {record.key()}")
        if payload:
            data = json.loads(record.value())
            payload.validate(data)
            check_type(attributes["ce_type"], data)
        else:
            check_protobuf(record.value())
        print(attributes["ce_id"])


main(*sys.argv[1:])
