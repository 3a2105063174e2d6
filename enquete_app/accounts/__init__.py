"""Who of the staff may come in: accounts, passwords and the one-time links that set them."""
