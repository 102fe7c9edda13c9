"""The page of benchmarks and the table of the README. bench/report writes both."""
