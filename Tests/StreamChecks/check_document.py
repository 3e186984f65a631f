"""schemas/asyncapi.yaml against the standard's own JSON Schema of AsyncAPI 3.0.0; every reference must lead somewhere."""

import copy
import json
import os
import sys

import jsonschema

import document


def official():
    with open(os.path.join(document.HERE, "asyncapi-3.0.0.schema.json")) as file:
        return jsonschema.Draft7Validator(json.load(file), format_checker=jsonschema.FormatChecker())


def main():
    ours, standard = document.load(), official()
    errors = list(standard.iter_errors(ours))
    for error in errors:
        print(f"{document.NAME}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}", file=sys.stderr)
    if errors:
        sys.exit(1)
    # A schema that lets everything through would prove nothing.
    wrong = copy.deepcopy(ours)
    wrong["operations"]["publish"]["action"] = "publish"
    if standard.is_valid(wrong):
        sys.exit("the schema of AsyncAPI takes an action that there is not")
    resolver = document.REGISTRY.resolver(document.NAME)
    count = 0
    for reference in document.references(ours):
        count += 1
        if reference.endswith(".proto"):
            if not os.path.exists(os.path.join(document.SCHEMAS, reference)):
                sys.exit(f"{document.NAME} refers to {reference}, which is not there")
        else:
            resolver.lookup(reference)
    print(f"{document.NAME} is AsyncAPI 3.0.0, and its {count} references lead somewhere")


main()
