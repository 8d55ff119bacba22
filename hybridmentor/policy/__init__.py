"""Who may do what: one map of permissions, and the same rules as SQL."""
