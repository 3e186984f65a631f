"""The AsyncAPI document of the public stream, with what its references lead to."""

import json
import os

import jsonschema
import referencing
import referencing.jsonschema
import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
SCHEMAS = os.path.join(HERE, "..", "..", "schemas")
NAME = "asyncapi.yaml"


def load(name=NAME):
    with open(os.path.join(SCHEMAS, name)) as file:
        return yaml.safe_load(file) if name.endswith(".yaml") else json.load(file)


def _resource(name):
    return referencing.Resource.from_contents(
        load(name), default_specification=referencing.jsonschema.DRAFT202012)


REGISTRY = referencing.Registry(retrieve=_resource)


def validator(reference):
    """- reference: as `asyncapi.yaml#/components/schemas/Attributes`."""
    return jsonschema.Draft202012Validator(
        {"$ref": reference}, registry=REGISTRY, format_checker=jsonschema.FormatChecker())


def references(part):
    """All that stand somewhere in a part of the document."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)
