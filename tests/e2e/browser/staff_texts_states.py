"""The states of the pages of the texts."""
