"""Ratios of newstape's speed to the peers', from the lines that the runs printed."""

import json
import sys

lines = [json.loads(line) for line in open(sys.argv[1]) if line.startswith("{")]
ours = {line["case"]: line for line in lines if line["program"] == "newstape"}


def each(line, what):
    return line[what] / line["items"]


print("\n| program | case | items | seconds | processor s | µs an item | peak MB | faster, by the clock | by processor time |")
print("|---|---|---|---|---|---|---|---|---|")
for line in lines:
    own = ours[line["case"]]
    ratios = ["", ""]
    if line is not own:
        ratios = [f"{each(line, what) / each(own, what):.0f} ×" for what in ("seconds", "processor_seconds")]
    print(f"| {line['program']} | {line['case']} | {line['items']:,} | {line['seconds']:.2f} | "
          f"{line['processor_seconds']:.2f} | {1e6 * each(line, 'processor_seconds'):.3g} | {line['peak_mb']:,} | "
          f"{ratios[0]} | {ratios[1]} |")
