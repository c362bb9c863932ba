"""A knowledge graph of science, technology and innovation policy."""
