"""Calls that the telephone exchange tells of, and the tokens by which other programs of the office may come in."""

from heat import schema

TABLES = """
call
  provider_id text
  phone text
  direction text
  at at
  answered_at at?
  ended_at at?
  staff_id >staff?
  household_id >household?
  ticket_id >ticket?
  result text?
  settled_at at?
  settled_by_id >staff?
  unique (provider_id)
  index (phone, at) -- earlier calls of this number
  index (staff_id, at)
  index (at, id) -- the list, newest first
  index (household_id, at) where household_id IS NOT NULL
  check direction IN ('in','out')
  check result IN ('answered','missed')
  check (ended_at IS NULL) = (result IS NULL)
api_token
  name text
  token_hash bytes
  scopes json
  org_id >org
  by_id >staff?
  created_at at
  expires_at at?
  used_at at?
  revoked_at at?
  unique (name)
  unique (token_hash)
"""


def up(run, dialect, today):
    """Both tables."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
