"""csv-reconcile's own matching without its server: each different name of a table, in one batch.

Runs in its environment: ``csv_reconcile_names.py TABLE NAMES OUTPUT``, columns as in
``naive_rapidfuzz``. OpenRefine, its client, asks each different name once as well.
"""

import csv
import sys
import tempfile

import csv_reconcile
from csv_reconcile import initdb
from csv_reconcile.db import get_db
from csv_reconcile.score import reconcileStrings

_BATCH = 100


def main(table: str, names: str, output: str) -> None:
    """Write each row of a table with the code of the best candidate."""
    with open(table, encoding="utf-8", newline="") as file:  # noqa: PTH123 - in others' environment
        rows = [row["prefecture"] + row["name"] for row in csv.DictReader(file)]
    different = list(dict.fromkeys(rows))
    best: dict[str, tuple[str, float]] = {}
    app = csv_reconcile.create_app(instance_path=tempfile.mkdtemp())
    with app.app_context():
        initdb.init_db_with_context(names, "code", "label")
        for start in range(0, len(different), _BATCH):
            found = reconcileStrings(get_db(), different[start : start + _BATCH], limit=1)
            for name, answer in found:
                for one in answer["result"][:1]:
                    best[name] = one["id"], one["score"]
    with open(output, "w", encoding="utf-8", newline="") as out:  # noqa: PTH123 - likewise
        writer = csv.writer(out)
        writer.writerow(["code", "score"])
        writer.writerows(best.get(name, ("", "")) for name in rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
