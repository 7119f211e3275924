"""THE COMMAND LINE: one module a verb."""
