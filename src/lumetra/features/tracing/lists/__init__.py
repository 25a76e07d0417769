"""Lists of traces and observations on screens and in exports: pages, other orders, facets, counts over time."""
