"""Measuring: corpora of any size, and what building and asking them takes. Run from the root of the checkout."""
