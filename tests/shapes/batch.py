"""The validation process, for many small graphs in one go.

Reads requests of ``kg.validation`` as lines of JSON on standard input, answers each with a line.
"""

import json
import sys

from kg.validation.worker import answer


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
