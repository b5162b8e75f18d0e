"""Measures every budget of the design, each beside its peer in the same run."""
