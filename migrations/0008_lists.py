"""Acts on many households at once, each with the steps that take it back."""

from heat import schema

TABLES = """
bulk_act
  kind text
  args json
  n int
  steps json
  by_id >staff
  at at
  undone_at at?
  undone_by_id >staff?
  kept json?
  index (by_id, at)
"""


def up(run, dialect, today):
    """Make the table."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
