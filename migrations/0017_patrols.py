"""Patrols: plans, the rounds that fall due, what was read at each point, and hazards until they are checked again."""

from heat import schema

TABLES = """
patrol_plan
  name text
  route json
  schedule json
  team_id >team?
  staff_id >staff?
  started_at at
  stopped_at at?
  by_id >staff
  version int=1
  unique (name) where stopped_at IS NULL
  check team_id IS NOT NULL OR staff_id IS NOT NULL
patrol_round
  plan_id >patrol_plan
  due_at at
  until_at at
  recheck bool=0
  route json
  ticket_id >ticket?
  done_at at?
  missed_at at?
  unique (plan_id, due_at)
  unique (ticket_id)
  index (until_at) where done_at IS NULL AND missed_at IS NULL -- the sweep
  check done_at IS NULL OR missed_at IS NULL
hazard
  plan_id >patrol_plan
  point text
  item text
  place text
  text text
  found_at at
  found_id >ticket
  repair_id >ticket?
  repairs int=0
  closed_at at?
  closed_id >ticket?
  unique (plan_id, point, item) where closed_at IS NULL
  index (found_at, id) where closed_at IS NULL -- the list
  index (repair_id) where repair_id IS NOT NULL
  check (closed_at IS NULL) = (closed_id IS NULL)
patrol_result
  ticket_id >ticket
  stop int
  item int
  point text
  name text
  value text
  milli int?
  ok bool
  note text?
  at at
  hazard_id >hazard?
  pk (ticket_id, stop, item)
  index (point, name, at) -- the trend of a point
"""


def up(run, dialect, today):
    """Make the tables; a reading stays as it was taken."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
    for statement in schema.append_only(("patrol_result",), dialect):
        run(statement)
