"""Ratios of the peers' speed to newstape's, from the lines that the runs printed."""

import json
import sys

lines = [json.loads(line) for line in open(sys.argv[1]) if line.startswith("{")]
ours = {line["case"]: line for line in lines if line["program"] == "newstape"}
print(f"\n{'program':24} {'case':20} {'seconds':>9} {'cpu s':>8} {'items/s':>12} {'peak MB':>8} {'newstape is':>12}")
for line in lines:
    rate = line["items"] / line["seconds"]
    own = ours[line["case"]]
    times = own["items"] / own["seconds"] / rate
    faster = "" if line is own else f"{times:.0f} x"
    print(f"{line['program']:24} {line['case']:20} {line['seconds']:9.3f} {line['processor_seconds']:8.2f} "
          f"{rate:12.0f} {line['peak_mb']:8} {faster:>12}")
