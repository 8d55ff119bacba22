"""Reads: each takes the actor, starts from what the actor may see, and is ordered with a tie-breaker."""
