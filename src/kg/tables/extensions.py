"""The names of this project's additions to CSVW.

They are keys in the ontology's namespace, written in full or with the prefix ``sti:``. Processors
that do not know them warn and read on, as the standard asks for unknown names.
"""

from kg.iris import STI


def extension(key: str) -> str | None:
    """The local name of an extension key; None for any other key.

    >>> extension("sti:japanese"), extension("https://w3id.org/sti-kg/ontology#japanese")
    ('japanese', 'japanese')
    >>> extension("dc:title") is None
    True
    """
    for prefix in (STI, "sti:"):
        if key.startswith(prefix):
            return key[len(prefix) :]
    return None


def extension_iri(name: str) -> str | None:
    """The IRI of a name with the prefix ``sti:``; None for any other name.

    >>> extension_iri("sti:asPrinted")
    'https://w3id.org/sti-kg/ontology#asPrinted'
    """
    local = extension(name)
    return None if local is None else STI + local
