"""The board takes its most urgent tickets off an index, in order: sorting all open ones first cost 4 ms of 4,500."""

IN_ORDER = "ticket (priority, due_at, id, state, assignee_id, team_id, community_id, kind_id)"


def up(run, dialect, today):
    """Open tickets as a leader reads them, with all that decides whether one stands on the board."""
    run(f"CREATE INDEX ticket_priority_due_at_id_index ON {IN_ORDER} WHERE closed_at IS NULL")
