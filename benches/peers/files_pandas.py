"""How long pandas takes to read the panel alone: python3 files_pandas.py panel.csv"""

import json
import resource
import sys
import time

import pandas as pd

start = time.perf_counter()
frame = pd.read_csv(sys.argv[1], parse_dates=["date"])
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "program": "pandas.read_csv", "rows": len(frame), "seconds": round(time.perf_counter() - start, 3),
    "processor_seconds": round(used.ru_utime + used.ru_stime, 2), "peak_mb": used.ru_maxrss // 1024,
}))
