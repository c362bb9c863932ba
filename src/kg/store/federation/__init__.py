"""SPARQL 1.1 Federated Query: other servers asked on behalf of a query, from outside its worker."""
