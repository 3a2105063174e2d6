"""What mail servers send back: whose mail it was, what is said of it, and what follows from that."""
