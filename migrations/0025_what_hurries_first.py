"""The desk's list has what hurries first and what waits for a call-back or parts after it: an index in that order."""

IN_TURN = "(coalesce(due_at, 9000000000000) + CASE WHEN phase = 'waiting' THEN 10000000000000 ELSE 0 END)"


def up(run, dialect, today):
    """Open tickets in the order in which somebody must do something, with all that a count asks for."""
    run(f"CREATE INDEX ticket_turn_index ON ticket ({IN_TURN}, id, phase, community_id) WHERE closed_at IS NULL")
