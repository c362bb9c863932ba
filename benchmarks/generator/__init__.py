"""Project folders of any size, made of the project's own kinds of tables."""

from benchmarks.generator.project import SIZES, make_project

__all__ = ["SIZES", "make_project"]
