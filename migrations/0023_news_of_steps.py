"""What the inbox says of a ticket is found by the ticket: a step that is left takes its lines off everybody's inbox."""


def up(run, dialect, today):
    """Open lines by what they are about."""
    run("CREATE INDEX inbox_item_subject_subject_id_index ON inbox_item (subject, subject_id) WHERE done_at IS NULL")
