#!/usr/bin/env python3
"""Follows the events of a centre on Kafka: one line for each, once, in order, for as long as one listens.

    trunkline serve --publish 127.0.0.1:9092
    pip install confluent-kafka cloudevents
    Examples/subscribe.py 127.0.0.1:9092

What is published comes at least once: whoever must not act twice remembers the ids. They say where an event stands in the
log (slice, position, index), so that the greatest one of each slice is all that has to be remembered.
"""
import argparse

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from confluent_kafka import Consumer, KafkaException


def place(event):
    """Where the event stands: slice, position in it, index in its commit."""
    return tuple(int(part) for part in event.get_id().split("-"))


def follow(brokers, topic, group):
    """Every event once, in the order of its slice."""
    consumer = Consumer({
        "bootstrap.servers": brokers, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False,
        "topic.metadata.refresh.interval.ms": 5000,
    })
    consumer.subscribe([topic])
    newest = {}
    try:
        while True:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            headers = {name: value for name, value in message.headers() or []}
            event = from_binary_event(KafkaMessage(headers, message.key(), message.value()))
            slice_, position, index = place(event)
            if (position, index) > newest.get(slice_, (0, -1)):
                newest[slice_] = (position, index)
                yield event
            # Only what was dealt with is committed: who is stopped here sees it again, and knows it by its id.
            consumer.commit(message, asynchronous=False)
    finally:
        consumer.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("brokers", help="HOST:PORT, several with commas between them")
    parser.add_argument("--topic", default="trunkline.events")
    parser.add_argument("--group", default="trunkline-example")
    parser.add_argument("--count", type=int, help="end after so many")
    given = parser.parse_args()
    for number, event in enumerate(follow(given.brokers, given.topic, given.group), start=1):
        subject = event.get_subject() or event.get_source()
        print(f"{event.get_time().isoformat()}  {event.get_type()}  {subject}  {event.get_id()}", flush=True)
        if number == given.count:
            return


if __name__ == "__main__":
    main()
