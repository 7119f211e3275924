"""Who has a price of their own is asked on every page of bills: of 100,000 households the few, not all (13 ms)."""

ASKED = "household_terms (price_override, use_class, valid_from, valid_to, household_id)"


def up(run, dialect, today):
    """The households whose list or agreement named a price."""
    run(f"CREATE INDEX household_terms_price_override_index ON {ASKED} WHERE price_override IS NOT NULL")
