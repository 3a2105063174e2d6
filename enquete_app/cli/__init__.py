"""The commands of operators; INTERFACES in the documentation names them."""
