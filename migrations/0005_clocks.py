"""Clocks that warn, who is on duty, tickets that belong together, and what waits for a person."""

from heat import schema

TABLES = """
duty
  team_id >team
  staff_id >staff
  start_at at
  end_at at
  kind text
  index (start_at, end_at) -- who is on duty now
  index (staff_id, start_at) -- the week of a person
  unique (staff_id, start_at, team_id)
  check start_at < end_at
  check kind IN ('day','night','holiday')
ticket_link
  ticket_id >ticket
  other_id >ticket
  kind text
  pk (ticket_id, other_id, kind)
  index (other_id) -- what points to this ticket
  check ticket_id <> other_id
  check kind IN ('merged','related')
inbox_item
  staff_id >staff
  kind text
  subject text
  subject_id int
  due_at at?
  text text
  at at
  read_at at?
  done_at at?
  handed_from_id >staff?
  unique (staff_id, kind, subject, subject_id) where done_at IS NULL
  index (staff_id, due_at) where done_at IS NULL -- inbox
"""
INDEXES = (
    # the sweep asks for warnings of the last minute as it asks for breaches
    "CREATE INDEX sla_clock_warn_at_index ON sla_clock (warn_at) WHERE met_at IS NULL AND paused_at IS NULL",
    "CREATE INDEX ticket_parent_id_index ON ticket (parent_id) WHERE parent_id IS NOT NULL",
)


def up(run, dialect, today):
    """Make the tables, then the indexes of tables that are there."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
    for statement in INDEXES:
        run(statement)
