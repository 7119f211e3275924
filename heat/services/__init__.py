"""THE VERBS: one function is one action in one transaction with one audit line."""
