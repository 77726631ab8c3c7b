"""Exports and files that are no web pages: one module each."""
