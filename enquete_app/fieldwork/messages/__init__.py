"""What leaves: planned, checked again, written, mailed, and what became of it."""
