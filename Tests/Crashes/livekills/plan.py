"""What happens in each round: by the seed, and by nothing else."""
import random
import re

SOURCE = "Sources/FailPoints/FailPoint.swift"
# Hits of a point are drawn up to here: how often a process of a second comes there.
HITS = {
    "append": 120, "projection": 60, "wishes": 60, "answer": 120, "instructions": 40, "import": 3,
    "lease": 1, "acquire": 1, "snapshot": 1, "swap": 1,
}
# What a commit in PostgreSQL comes to, and a record in Kafka does not.
POSTGRES_ONLY = ("append-after-insert", "append-after-commit-sent")
# A second process takes part, which costs a second more: less often than the others.
SELDOM = ("swap", "import")


def family(point):
    return point.split("-")[0]


def points(root, kafka=None):
    """All fail points that a server with such a log may come to, as the source declares them."""
    with open(f"{root}/{SOURCE}", encoding="utf-8") as file:
        found = re.findall(r'^  case \w+ = "([a-z-]+)"$', file.read(), re.MULTILINE)
    unknown = [point for point in found if family(point) not in HITS]
    if unknown:
        raise SystemExit(f"say in plan.py how often {', '.join(unknown)} is come to")
    return [point for point in found if not (kafka and point in POSTGRES_ONLY)]


class Round:
    """One life of the server and its end. Everything that is left to chance is drawn here."""

    def __init__(self, seed, number, point, leaves, postgres, hit=None):
        self.number = number
        self.point = point
        self.leaves = leaves
        chance = random.Random(f"{seed} {number}")
        # Small ones as often as large ones.
        most = HITS[family(point)] if point else 1
        drawn = round(most ** chance.random())
        self.hit = hit or drawn
        self.after = chance.uniform(0.0, 0.9)
        self.grace = chance.uniform(0.0, 0.05)
        self.postgres = chance.choice(["before", "together", "after"]) if postgres else None
        self.all_children = chance.random() < 0.7
        self.between = chance.uniform(0.0, 0.15)
        self.plugin = chance.choice(["calls", "kpi"])

    @property
    def way(self):
        if self.point:
            return self.point
        return "while stopping in order" if self.leaves else "at a random moment"


def rounds(seed, kills, postgres_kills, all_points):
    """As many rounds as kills. Half of them at fail points; of the rest one in ten while the server stops in order."""
    chance = random.Random(f"{seed} plan")
    share = max(1, kills // (2 * len(all_points)))
    seldom = max(1, min(share, kills // 100))
    ways = [point for point in all_points for _ in range(seldom if family(point) in SELDOM else share)]
    if len(ways) > kills:
        ways = chance.sample(ways, kills)
    others = kills - len(ways)
    ways += ["stop"] * (others // 10) + [None] * (others - others // 10)
    chance.shuffle(ways)
    # The import has no server beside it, and a rebuild's end is looked at.
    fit = [n for n, way in enumerate(ways) if way is None or family(way) not in SELDOM]
    killed_too = set(chance.sample(fit, min(postgres_kills, len(fit))))
    return [
        Round(seed, number, way if way not in (None, "stop") else None, way == "stop", number in killed_too)
        for number, way in enumerate(ways)
    ]
