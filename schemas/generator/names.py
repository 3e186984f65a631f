"""Names of the schema as Swift spells them."""

import re

RESERVED = set(
    "associatedtype class deinit enum extension fileprivate func import init inout internal let open operator private"
    " protocol public rethrows static struct subscript typealias var break case continue default defer do else"
    " fallthrough for guard if in repeat return switch where while as Any catch false is nil super self Self throw"
    " throws true try Type Protocol".split())

# What generated functions call their own parameters and variables.
TAKEN = {"reader", "writer", "tag", "element", "json", "bytes", "members"}


def camel(name):
    """`report_ivr_entered` -> `reportIvrEntered`."""
    first, *rest = [part for part in name.lower().split("_") if part]
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


ACRONYMS = {"id": "ID", "ivr": "IVR"}


def swift(name):
    """`log_id` -> `logID`: as `camel`, with acronyms in capitals as Swift has them."""
    first, *rest = [part for part in name.lower().split("_") if part]
    return first + "".join(ACRONYMS.get(part, upper_first(part)) for part in rest)


def pascal(name):
    return upper_first(camel(name))


def upper_first(name):
    return name[:1].upper() + name[1:]


def escaped(name):
    return f"`{name}`" if name in RESERVED else name


def enum_prefix(name):
    """`IVRExitReason` -> `IVR_EXIT_REASON_`."""
    words = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z0-9]*|[A-Z]+", name)
    return "_".join(words).upper() + "_"
