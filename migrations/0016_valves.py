"""Valves: what each finished job proved, the seals that hang, and the state that follows from them."""

from heat import schema

TABLES = """
valve_act
  ticket_id >ticket
  act text
  found text
  state text
  seal_no text?
  removed_seal_no text?
  reading_milli int?
  suspect text?
  on_paper bool=0
  at at
  by_id >staff
  unique (ticket_id)
  index (at, id) where suspect IS NOT NULL -- mismatches
  check act IN ('open','close','check')
  check found IN ('open','closed','tampered')
  check state IN ('open','closed')
  check suspect IN ('opened','tampered','seal')
seal
  number text
  placed_id >valve_act
  removed_id >valve_act?
  unique (number) where removed_id IS NULL
  index (placed_id)
  check removed_id IS NULL OR removed_id <> placed_id
valve
  household_id >household
  state text
  act_id >valve_act
  seal_id >seal?
  since_at at
  unique (household_id)
  index (state, since_at, id) -- the list
  check state IN ('open','closed')
"""


def up(run, dialect, today):
    """Make the tables; a proof is never edited, a wrong one is followed by another job."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
    for statement in schema.append_only(("valve_act",), dialect):
        run(statement)
