"""The parts that scripts/bench, scripts/bench-instructions and Google Benchmark measured."""

from pages import svg
from pages.markup import joined, number, table
from pages.scales import words

from .cells import is_spread, own_rows, reached


def shows(row):
    """Whether one of the tables here is for it; what has a ratio stands with the ratios."""
    return "instructions_per_octet" in row or is_spread(row.get("ns"))


def alone(sources):
    """Parts of the engine by themselves."""
    parts = [part(sources) for part in (_instructions, _engines, _micro)]
    return joined([part for part in parts if part]) if any(parts) else None


def _instructions(sources):
    rows = [row for row in own_rows(sources) if "instructions_per_octet" in row]
    if not rows:
        return None
    return table(("Instructions of parsing", "octets", "instructions", "per octet", "goal", ""),
                 [(row["workload"], number(row["octets"]), number(row["instructions"], 1),
                   number(row["instructions_per_octet"], 1), f"\u2264 {row['goal']:g}",
                   reached(row["instructions_per_octet"], row["goal"], False))
                  for row in rows], "numbers")


def _engines(sources):
    rows = [row for row in own_rows(sources) if is_spread(row.get("ns"))]
    if not rows:
        return None
    return table(("A message of 1 KB", "ns (least\u2013most)", "allocations"),
                 [(row["workload"], words(row["ns"]), number(row["allocations"]))
                  for row in rows], "numbers")


def _micro(sources):
    """Google Benchmark: medians where there are any, in the order in which they stand."""
    rows = [row for source in sources if source.kind == "google-benchmark"
            for row in source.rows if row.get("aggregate_name", "median") == "median"]
    if not rows:
        return None
    fast = [row for row in rows if row.get("bytes_per_second")]
    bars = svg.bars("Octets a second", [(_benchmark(row), row["bytes_per_second"] / 1e9)
                                        for row in fast], "in thousand millions")
    return joined((bars if fast else "", table(
        ("Benchmark", "CPU", "octets a second"),
        [(_benchmark(row), f"{number(float(row.get('cpu_time', 0)), 1)} "
                           f"{row.get('time_unit', 'ns')}",
          number(row["bytes_per_second"]) if row.get("bytes_per_second") else "")
         for row in rows], "numbers")))


def _benchmark(row):
    return str(row.get("run_name", row["name"]))
