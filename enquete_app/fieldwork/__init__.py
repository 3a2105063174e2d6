"""Surveys, waves, draws and invitations; mail going out; answers being sent; waves closing."""
