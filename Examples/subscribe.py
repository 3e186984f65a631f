#!/usr/bin/env python3
"""Follows the events of all centres on Kafka: one line for each, once, those of a centre in order, as long as one listens.

    trunkline serve --publish 127.0.0.1:9092
    pip install confluent-kafka cloudevents
    Examples/subscribe.py 127.0.0.1:9092

What is published comes at least once: whoever must not act twice remembers what came. Within a centre an event's sequence only
grows, so that the greatest one of each centre is all that has to be remembered. One for all centres would lose events: theirs
come by different partitions, in any order.
"""
import argparse

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from confluent_kafka import Consumer, KafkaException


def follow(brokers, topic, group):
    """Every event once, in the order of its centre."""
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
            # Texts of one length: they are ordered as they are.
            centre, sequence = event.get_source(), event.get_extension("sequence")
            if sequence > newest.get(centre, ""):
                newest[centre] = sequence
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
