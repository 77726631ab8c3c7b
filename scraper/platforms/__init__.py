"""Adapters for comment markup: one module a platform."""
