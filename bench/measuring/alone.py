"""Programs of Google Benchmark: every repetition of what they time, and rows made of it."""

import json
import os
import subprocess

from measuring.record import spread

SMOKE = ["--benchmark_min_time=0.002"]
WHOLE = ["--benchmark_min_time=0.05", "--benchmark_repetitions=9",
         "--benchmark_enable_random_interleaving=true"]
SECONDS_MAX = 900


class Timed:
    """One run of a program. A name is `subject/workload`; values are lists, one a repetition."""

    def __init__(self, program, smoke):
        if not os.access(program, os.X_OK):
            raise SystemExit(f"no program {program}; build it first")
        options = SMOKE if smoke else WHOLE
        run = subprocess.run([str(program), "--benchmark_format=json", *options],
                             capture_output=True, text=True, stdin=subprocess.DEVNULL,
                             timeout=SECONDS_MAX, check=False)
        if run.returncode != 0:
            raise SystemExit(f"{program}: exit {run.returncode}\n{run.stderr}")
        self.values = {}
        for result in json.loads(run.stdout)["benchmarks"]:
            if result.get("error_occurred"):
                raise SystemExit(f"{result['name']}: {result['error_message']}")
            if result.get("run_type", "iteration") == "iteration":
                self._take(result)
        if not self.values:
            raise SystemExit(f"{program}: measured nothing")

    def _take(self, result):
        """family_index is the order in which they were registered; they ran in another."""
        name = result.get("run_name", result["name"]).removesuffix("/manual_time")
        of_name = self.values.setdefault(name, {"family": result["family_index"], "ns": [],
                                                "octets_per_second": [], "allocations": []})
        of_name["ns"].append(result["cpu_time"])
        of_name["octets_per_second"].append(result["bytes_per_second"])
        of_name["allocations"].append(result.get("allocations", 0.0))

    def workloads(self, subject):
        """In the order of the program."""
        names = sorted(self.values, key=lambda name: self.values[name]["family"])
        return [name.split("/", 1)[1] for name in names if name.startswith(subject + "/")]

    def spread(self, subject, workload, unit):
        return spread(self.values[f"{subject}/{workload}"][unit])

    def ratio(self, subject, floor, workload, unit):
        """Of each repetition the subject over its floor."""
        return spread([ours / theirs for ours, theirs
                       in zip(self.values[f"{subject}/{workload}"][unit],
                              self.values[f"{floor}/{workload}"][unit])])

    def beside(self, figure, subject, floors, unit, goals=None):
        """A row for each workload: the subject over the first of its floors. Goals are the least
        that the ratio of a workload is to be."""
        rows = []
        for workload in self.workloads(subject):
            goal = (goals or {}).get(workload)
            rows.append({
                "figure": figure, "workload": workload,
                "repetitions": len(self.values[f"{subject}/{workload}"][unit]),
                **{f"{name}_{unit}": self.spread(name, workload, unit)
                   for name in (subject, *floors)},
                "ratio": self.ratio(subject, floors[0], workload, unit),
                **({"goal": goal, "goal_is": "at least"} if goal else {})})
        return rows
