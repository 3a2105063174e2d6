"""For whoever runs Enquete: is it fit for production, and what did the demo's mailbox get."""
