"""A ticket that has neither a household nor a number closes by itself, as one that the sample left out."""


def up(run, dialect, today):
    """What waits to close, for both reasons."""
    run("DROP INDEX feedback_left_index")
    run("CREATE INDEX feedback_left_index ON feedback (next_at) WHERE done_at IS NULL AND why IN ('left', 'nobody')")
