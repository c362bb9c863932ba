"""Tables from elsewhere, joined with the graph."""
