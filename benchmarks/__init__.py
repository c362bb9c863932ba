"""Benchmarks: tables of any size, rivals, and one table of figures; ``python -m benchmarks``."""
