"""Retention: what is erased when, and proof that it is gone."""
