"""What the peers share: reading the panels that newstape wrote, timing, one line of JSON a case."""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

INSTRUMENTS, DAYS = 5_000, 2_520
SHARES, BARS = 500, 60 * 390
HORIZONS = [0, 60, 300, 900, 1_800, 3_600, 7_200, 86_400]
ESTIMATION, GAP, FROM, TO = 250, 20, -10, 10
DATA = Path(sys.argv[1])


def read(name):
    return np.fromfile(DATA / name, dtype={"f64": "<f8", "u32": "<u4", "i64": "<i8"}[name.rsplit(".", 1)[1]])


def processor():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(program, case, items, work, repeats=1):
    """Runs `work` and prints its best time; gives its last result."""
    best, cpu = float("inf"), float("inf")
    for _ in range(repeats):
        start, used = time.perf_counter(), processor()
        result = work()
        best, cpu = min(best, time.perf_counter() - start), min(cpu, processor() - used)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"program": program, "case": case, "items": items, "seconds": round(best, 4),
                      "processor_seconds": round(cpu, 2), "peak_mb": peak}), flush=True)
    return result


def agree(what, got, want, tolerance=1e-9):
    """Stops if two programs do not give the same numbers."""
    worst = np.nanmax(np.abs(got - want) / np.maximum(np.abs(want), 1e-6))
    if not worst < tolerance:
        sys.exit(f"{what}: off by {worst:.3g}")
