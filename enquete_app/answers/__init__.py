"""Answers on their way from a draft through the sealed ballot box to responses."""
