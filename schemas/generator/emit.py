"""Collects lines of Swift, indented by two spaces a level."""

import contextlib
import textwrap

WIDTH = 120


class Lines:
    def __init__(self):
        self.lines = []
        self.level = 0

    def add(self, *lines):
        for line in lines:
            self.lines.append("  " * self.level + line if line else "")

    @contextlib.contextmanager
    def block(self, opening, closing="}"):
        self.add(opening + " {" if closing == "}" else opening)
        self.level += 1
        yield
        self.level -= 1
        self.add(closing)

    def gap(self):
        """An empty line, except after an opening or another empty line."""
        if self.lines and self.lines[-1] and not self.lines[-1].endswith(("{", "(")):
            self.lines.append("")

    def doc(self, comment):
        """A comment of the schema as a doc comment."""
        width = WIDTH - 4 - 2 * self.level
        for paragraph in comment:
            self.add(*("/// " + line for line in textwrap.wrap(paragraph, width)))

    def call(self, head, arguments, tail=")", always_broken=False):
        """`head(arguments)tail`, broken to one argument a line where it would be too long."""
        line = head + ", ".join(arguments) + tail
        if not always_broken and 2 * self.level + len(line) <= WIDTH:
            self.add(line)
            return
        self.add(head)
        for index, argument in enumerate(arguments):
            self.add("  " + argument + ("," if index + 1 < len(arguments) else ""))
        self.add(tail)

    def text(self):
        return "\n".join(self.lines) + "\n"
