"""Complaints straight from a case system with the Dutch ZGW APIs, as the rows of a register file."""
