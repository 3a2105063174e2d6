"""Draws: who is judged how, who is in, what a person confirms, and redoing it years later."""
