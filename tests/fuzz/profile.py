"""How long and how the fuzz tests search.

The same examples in every run, so that a change is judged by what it changes. To search further:
``FUZZ_EXAMPLES=5000 python -m pytest tests/fuzz``.
"""

import os

from hypothesis import settings

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))
FUZZ = settings(derandomize=True, deadline=None, max_examples=EXAMPLES)
"""For functions: no timed assertion, no database of earlier failures."""
FUZZ_HTTP = settings(FUZZ, max_examples=2 * EXAMPLES)
"""For requests to a server, of which few are of any use."""
