"""Complaints come in: the register's table, its readers and the import."""
