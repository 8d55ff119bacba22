"""Reads, ordered with a tie-breaker. Each starts from what the actor may see, or takes rows or ids that come from such a one."""
