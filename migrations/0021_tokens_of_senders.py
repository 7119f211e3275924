"""A token for orders belongs to one sender, so that no sender reads what another one sent."""

from heat import schema


def up(run, dialect, today):
    """Tokens that are there go on as those of the office's own programs; the page of tokens says so."""
    run(schema.add_column("api_token", "partner_id >partner?", dialect))
