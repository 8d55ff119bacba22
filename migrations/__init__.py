"""The changes of our tables, in order."""
