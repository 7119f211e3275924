"""THE PAGES: one module a page family, no rules."""
