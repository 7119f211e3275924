"""Inspections (稽查): what was looked for, what was found and by whom, and what somebody else decided about it."""

from heat import schema

TABLES = """
inspection
  ticket_id >ticket
  reason text
  source text
  tip text?
  act_id >valve_act?
  finding text?
  record text?
  facts json?
  unsigned bool=0
  found_at at?
  found_by_id >staff?
  entered_by_id >staff?
  verdict text?
  why text?
  decided_at at?
  decided_by_id >staff?
  penalty_fen fen=0
  tag_id >tag?
  waived_at at?
  waived_by_id >staff?
  waived_why text?
  version int=1
  unique (ticket_id)
  index (found_at, id) where decided_at IS NULL AND found_at IS NOT NULL -- waits for a verdict
  index (act_id) where act_id IS NOT NULL
  check source IN ('tip','mismatch','sample','office')
  check finding IN ('normal','abnormal','unsure')
  check verdict IN ('cleared','confirmed')
  check (found_at IS NULL) = (finding IS NULL)
  check (decided_at IS NULL) = (verdict IS NULL)
  check decided_at IS NULL OR found_at IS NOT NULL
  check decided_by_id IS NULL OR decided_by_id <> found_by_id
  check decided_by_id IS NULL OR decided_by_id <> entered_by_id
  check penalty_fen >= 0
  check penalty_fen = 0 OR verdict = 'confirmed'
  check waived_at IS NULL OR penalty_fen > 0
"""


def up(run, dialect, today):
    """Make the table; the database itself refuses a verdict of whoever inspected or typed it in."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
