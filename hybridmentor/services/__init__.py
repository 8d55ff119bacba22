"""Deeds: each checks the rule, changes state, writes the audit row and flushes. Takes an actor, never commits."""
