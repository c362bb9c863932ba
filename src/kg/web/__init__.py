"""The HTTP door: SPARQL protocol, linked data, pages. The only room that imports Flask."""
