"""Waves: how they stand, and closing them."""
