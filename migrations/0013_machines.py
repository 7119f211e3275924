"""Company equipment: pumps, exchangers, boilers and the like at their place in the heat tree, their plans and tickets."""

from heat import schema

TABLES = """
machine
  code text unique
  kind text
  name text
  source_id >heat_source?
  substation_id >substation?
  circuit_id >circuit?
  spot text?
  maker text?
  model text?
  serial text?
  installed_on on?
  warranty_until on?
  calibration_due on?
  state text
  hours int?
  hours_at at?
  note text?
  version int=1
  index (substation_id, kind) -- the list of a substation
  index (source_id) where source_id IS NOT NULL
  index (circuit_id) where circuit_id IS NOT NULL
  check kind IN ('pump','exchanger','boiler','filter','valve','instrument','other')
  check state IN ('in_use','standby','broken','retired')
  check (source_id IS NULL) <> (substation_id IS NULL)
  check circuit_id IS NULL OR substation_id IS NOT NULL
  check hours IS NULL OR hours >= 0
machine_state
  machine_id >machine
  from_at at
  state text
  reason text?
  by_id >staff?
  index (machine_id, from_at) -- the file, and how long it was whole
  check state IN ('in_use','standby','broken','retired')
machine_plan
  machine_id >machine
  name text
  text text?
  every text
  n int
  kind_id >ticket_kind
  counted_on on
  counted_hours int?
  stopped_at at?
  index (machine_id)
  check every IN ('days','hours','before_season','after_season')
  check n >= 0
machine_ticket
  machine_id >machine
  ticket_id >ticket
  role text
  plan_id >machine_plan?
  due_key text?
  at at
  pk (machine_id, ticket_id)
  index (ticket_id) -- the machine of a ticket
  unique (plan_id, due_key) where plan_id IS NOT NULL
  check role IN ('repair','maintenance','patrol')
  check (plan_id IS NULL) = (due_key IS NULL)
"""


def up(run, dialect, today):
    """Make the tables."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
