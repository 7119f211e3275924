"""Outside parties: offices that send orders of their own, companies that do single jobs."""

from heat import schema

TABLES = """
partner
  name text
  kind text
  phone text?
  team_id >team?
  staff_id >staff?
  retired_at at?
  check kind IN ('official','company')
  check (kind = 'company') = (team_id IS NOT NULL AND staff_id IS NOT NULL)
  unique (name) where retired_at IS NULL
  unique (team_id) where team_id IS NOT NULL
partner_order
  ticket_id >ticket
  partner_id >partner
  number text
  received_at at
  due_at at?
  sheet json -- the line of their list, header to text, in their order
  result text?
  reply text?
  replied_at at?
  by_id >staff?
  unique (ticket_id)
  unique (partner_id, number)
  index (partner_id, due_at) where replied_at IS NULL -- what is still to be answered
  index (partner_id, replied_at) -- what was answered, newest first
  check (replied_at IS NULL) = (reply IS NULL)
"""


def up(run, dialect, today):
    """Two tables; a company's people and times are those of its team."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
