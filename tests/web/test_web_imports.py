"""What the server takes its time with when it starts."""

import subprocess
import sys

HEAVY = ("rdflib", "pyshacl", "polars", "csvw", "matplotlib", "pandas", "hypothesis")


def test_serving_imports_nothing_that_only_a_build_needs() -> None:
    code = (
        "import sys; import kg.cli.group, kg.cli.serve, kg.web.serve; "
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
