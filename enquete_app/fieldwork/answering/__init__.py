"""Answering, and refusing to: whoever holds a link or a code, seen from the database."""
