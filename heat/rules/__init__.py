"""THE LAW: pure functions and value types."""
