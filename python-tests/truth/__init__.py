"""Checks that lay what the analysis says beside what really happens."""
