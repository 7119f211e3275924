"""Pairs of files that look like one household, found at night and shown best first."""

from heat import schema

TABLES = """
duplicate
  a_id int
  b_id int
  score int
  looks json
  pk (a_id, b_id)
  index (score, a_id, b_id) -- best first
"""


def up(run, dialect, today):
    """Make the table."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
