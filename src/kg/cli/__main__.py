"""``python -m kg.cli`` is the command ``kg``."""

from kg.cli.group import main

main(prog_name="kg")
