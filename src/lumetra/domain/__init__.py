"""The nouns of the product and the pure rules between them. No I/O, no imports from above."""
