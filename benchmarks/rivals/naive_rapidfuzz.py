"""What a script written in an hour does: each row against each name, by RapidFuzz as it comes."""

import csv
import sys

from rapidfuzz import process


def main(table: str, names: str, output: str) -> None:
    """Write each row of a table with the code of the most similar name.

    Args:
        table: CSV with the columns ``prefecture`` and ``name``.
        names: CSV with the columns ``code`` and ``label``.
        output: CSV to write.
    """
    with open(names, encoding="utf-8", newline="") as file:  # noqa: PTH123 - a script of others
        known = [(row["label"], row["code"]) for row in csv.DictReader(file)]
    labels = [label for label, _ in known]
    with (
        open(table, encoding="utf-8", newline="") as file,  # noqa: PTH123 - likewise
        open(output, "w", encoding="utf-8", newline="") as out,  # noqa: PTH123 - likewise
    ):
        writer = csv.writer(out)
        writer.writerow(["code", "score"])
        for row in csv.DictReader(file):
            found = process.extractOne(row["prefecture"] + row["name"], labels)
            writer.writerow([known[found[2]][1], found[1]] if found else ["", ""])


if __name__ == "__main__":
    main(*sys.argv[1:])
