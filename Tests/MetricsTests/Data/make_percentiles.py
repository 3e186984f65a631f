#!/usr/bin/env python3
"""Writes percentiles.csv: exact percentiles of drawn waits, and what the HdrHistogram of PyPI (package hdrhistogram) makes of
them with three significant digits (empty where it rounds to another rank than the next above). WaitHistogramTests draws the
same waits and compares.
"""
import sys
from hdrh.histogram import HdrHistogram

MASK = (1 << 64) - 1


class Draw:
    def __init__(self, seed):
        self.state = seed

    def next(self, below):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (self.state >> 33) % below


SHAPES = {
    "exact": lambda d: d.next(256),
    "around_bound": lambda d: 200 + d.next(200),
    "uniform": lambda d: d.next(120_000),
    "skewed": lambda d: d.next(1_500) * d.next(1_500) // 4,
    "doublings": lambda d: (1 << d.next(24)) + d.next(7) - (1 if d.next(2) else 0),
    "seconds": lambda d: d.next(2) * d.next(900) * 1_000,
    "constant": lambda d: 20_000,
}


def main():
    print("shape,seed,count,per_mille,exact,hdr")
    for shape, draw in SHAPES.items():
        for seed, count in ((1, 1), (2, 2), (3, 7), (4, 1_000), (5, 20_000)):
            source = Draw(seed)
            waits = [max(0, draw(source)) for _ in range(count)]
            hdr = HdrHistogram(1, 24 * 3_600_000, 3)
            for wait in waits:
                hdr.record_value(wait)
            ordered = sorted(waits)
            for per_mille in (0, 1, 250, 500, 800, 900, 950, 990, 999, 1000):
                rank = max(1, -(-count * per_mille // 1000))
                same_rank = max(1, int(count * per_mille / 1000 + 0.5)) == rank
                theirs = hdr.get_value_at_percentile(per_mille / 10) if same_rank else ""
                print(shape, seed, count, per_mille, ordered[rank - 1], theirs, sep=",")


if __name__ == "__main__":
    sys.exit(main())
