"""Surveys that draw by themselves."""
