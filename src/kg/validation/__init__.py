"""SHACL validation: pySHACL gives the verdict, in a process of its own; people get a table."""

from kg.validation.errors import ValidationFault
from kg.validation.findings import Finding, Verdict
from kg.validation.run import Validation, validate

__all__ = ["Finding", "Validation", "ValidationFault", "Verdict", "validate"]
