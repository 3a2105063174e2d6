"""The account of the demo. It exists in the demo's throw-away database only."""

DEMO_EMAIL = "team@gemeente.example"
DEMO_PASSWORD = "proef-met-enquete"  # noqa: S105 - meant to be shown
