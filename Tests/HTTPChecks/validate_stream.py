"""Every event of a stream against the CNCF's JSON Schema of CloudEvents, and its data against ours.

validate_stream.py URL CLOUDEVENTS_SCHEMA API_SCHEMA
"""

import json
import sys
import urllib.request

import jsonschema


def main(url, cloudevents, api):
    envelope = jsonschema.Draft7Validator(json.load(open(cloudevents)), format_checker=jsonschema.FormatChecker())
    ours = json.load(open(api))
    data = jsonschema.Draft202012Validator({"$defs": ours["$defs"], "$ref": "#/$defs/Event"})
    request = urllib.request.Request(url, headers={"Accept": "application/x-ndjson"})
    count, sequence = 0, ""
    with urllib.request.urlopen(request, timeout=60) as stream:
        for line in stream:
            event = json.loads(line)
            if "specversion" not in event:
                continue
            envelope.validate(event)
            data.validate(event["data"])
            if event["sequence"] <= sequence:
                sys.exit(f"{event['id']} comes after {sequence}")
            sequence = event["sequence"]
            count += 1
    if count == 0:
        sys.exit("the stream has no event")
    print(f"{count} events are CloudEvents")


main(*sys.argv[1:])
