"""Complaints: responsibility, letters of answer, supervision."""

from heat import schema

TABLES = """
complaint
  ticket_id >ticket
  repeat_of_id >ticket?
  against_id >staff?
  finding text?
  cause text?
  team_id >team?
  staff_id >staff?
  found text?
  judged_by_id >staff?
  judged_at at?
  measures text?
  measured_by_id >staff?
  measured_at at?
  answered_at at?
  unique (ticket_id)
  index (against_id) where against_id IS NOT NULL -- whom it is about must not see it
  index (staff_id) where staff_id IS NOT NULL
  index (repeat_of_id) where repeat_of_id IS NOT NULL
  check finding IN ('true','partly','false')
complaint_letter
  ticket_id >ticket
  number text
  to_name text
  address text
  matter text
  found text
  measures text
  signer text
  by_id >staff
  at at
  prints int=0
  via text?
  delivered_at at?
  delivered_note text?
  delivered_by_id >staff?
  unique (number)
  index (ticket_id)
  check (via IS NULL) = (delivered_at IS NULL)
supervision
  ticket_id >ticket
  reason text
  due_at at
  before_at at?
  by_id >staff
  at at
  ended_at at?
  end_reason text?
  ended_by_id >staff?
  unique (ticket_id) where ended_at IS NULL
  index (ticket_id)
"""


def up(run, dialect, today):
    """The tables, then a row for every complaint there has been."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
    run(
        "INSERT INTO complaint (ticket_id) SELECT t.id FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id "
        "WHERE k.code = 'complaint'"
    )
