"""Drawn flows: what a live step of a ticket says about its owner, and the addresses the office lets a flow tell."""

from heat import schema

TABLES = """
webhook
  name text unique
  url text
  secret_sealed bytes
  events json
  enabled_at at?
  failing_since at?
"""
# `part` is work, or sign for somebody asked to sign beside it; `owner_code` names a role
COLUMNS = {"ticket_step": ("owner_code text?", "part text='work'", "note text?")}
INDEX = "CREATE INDEX ticket_step_code ON ticket_step (owner_code, due_at) WHERE left_at IS NULL AND owner_code <> ''"


def up(run, dialect, today):
    """Make the table, then the columns and the index of the list of what a role has to do."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
    for table, lines in COLUMNS.items():
        for line in lines:
            run(schema.add_column(table, line, dialect))
    run(INDEX)
