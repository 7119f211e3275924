"""Incidents: one outage, whom it touches, and the tickets that belong to it."""

from heat import schema

TABLES = """
incident
  number text
  kind text
  title text
  state text
  start_at at
  end_at at?
  expected_at at?
  scope json
  cause text?
  by_id >staff
  once_key text?
  unique (number)
  unique (once_key) where once_key IS NOT NULL
  index (state) where end_at IS NULL -- banner
  index (start_at, id) -- the list, newest first
  check state IN ('active','restored','withdrawn')
  check (end_at IS NULL) = (state = 'active')
incident_household
  incident_id >incident
  household_id >household
  from_at at
  to_at at?
  pk (incident_id, household_id)
  index (household_id, from_at) -- banner in the file
"""


def up(run, dialect, today):
    """The tables, then the column by which a ticket belongs to one."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
    run(schema.add_column("ticket", "incident_id >incident?", dialect))
    run("CREATE INDEX ticket_incident_id_index ON ticket (incident_id) WHERE incident_id IS NOT NULL")
