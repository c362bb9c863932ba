"""What users would pick instead, each installed by the benchmark in a place of its own."""

from benchmarks.rivals.environments import Absent

__all__ = ["Absent"]
