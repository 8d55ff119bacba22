"""Provably anonymous tables: optimal full-domain generalisation with whole-row suppression.

`config` says what is asked for, `coding` reads the table, `search` finds the levels, `release` makes what is
published, `privacy` has the rules for classes and `measures` what the change costs. What exactly is promised:
`docs/decisions/0037-the-anonymity-engine.md`.
"""
