"""The desk's list follows an index: sorting every open ticket for the first fifty cost more than the rest of the page."""


def up(run, dialect, today):
    """Open tickets by deadline: the list an agent looks at all day, and its next pages; both databases spell it alike."""
    run("CREATE INDEX ticket_due_at_id_index ON ticket (due_at, id) WHERE closed_at IS NULL")
