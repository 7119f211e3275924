"""The customer centre: fields people draw, tags, merges, requests for change, devices and their readings, contracts.

Also the columns of the first tables that waited for a table that is made here.
"""

from heat import schema

TABLES = """
# Fields of their own
field
  subject text
  code text
  name text
  kind text
  options json='{}'
  required_when json?
  visible_when json?
  access json='{}'
  sort int
  searchable bool=0
  retired_at at?
  unique (subject, code)
  check subject IN ('household','party','ticket')
field_value
  field_id >field
  value text
  subject_id int
  pk (field_id, value, subject_id)
  index (subject_id, field_id) -- refresh of one row
# What is known of a household beside its data
tag
  household_id >household?
  party_id >party?
  code text
  reason text
  source text
  by_id >staff?
  valid_from on
  valid_to on='9999-12-31'
  index (household_id, valid_to) where household_id IS NOT NULL
  index (party_id, valid_to) where party_id IS NOT NULL -- blacklist
  index (code, valid_to) -- list of the vulnerable
  check (household_id IS NULL) <> (party_id IS NULL)
  check source IN ('rule','staff')
  check valid_from <= valid_to
# Two files of one household, and two entries of one person
merge
  kind text
  kept_id int
  gone_id int
  choices json
  moved json
  at at
  by_id >staff
  undone_at at?
  undone_by_id >staff?
  index (kind, gone_id)
  index (kind, kept_id)
  check kind IN ('household','party','different')
# Changes that another person must approve
change_request
  kind text
  number text unique
  household_id >household?
  ticket_id >ticket?
  before json
  after json
  effect_fen fen?
  reason text
  asked_by_id >staff
  asked_at at
  decided_by_id >staff?
  decided_at at?
  verdict text?
  note text?
  txn_id >txn?
  applied_at at?
  index (verdict, kind, asked_at) -- desk of open requests
  index (household_id) where household_id IS NOT NULL
  check decided_by_id IS NULL OR decided_by_id <> asked_by_id
  check verdict IS NULL OR verdict IN ('approved','refused','withdrawn')
saved_view
  staff_id >staff?
  team_id >team?
  page text
  name text
  query text
  sort int=0
  index (page, staff_id)
# Devices
device
  kind text
  serial text
  maker text?
  unit text?
  scale int=1
  calibrated_until on?
  circuit_id >circuit?
  substation_id >substation?
  retired_on on?
  ext json='{}'
  unique (kind, serial)
device_fit
  device_id >device
  household_id >household
  valid_from on
  valid_to on='9999-12-31'
  start_value int?
  unique (device_id, valid_from)
  index (household_id, valid_to) -- devices of a file
  check valid_from < valid_to
reading
  device_id int
  at at
  value int
  quality int=0
  pk (device_id, at)
contract
  number text unique
  household_id >household
  party_id >party
  kind text
  version text
  signed_on on?
  valid_from on
  valid_to on='9999-12-31'
  state text
  blob_id >blob?
  ticket_id >ticket?
  index (household_id)
  index (valid_to) -- renewal
# How many faults the data of a community had on a day
quality_day
  community_id >community
  day on
  code text
  n int
  pk (community_id, day, code)
"""

APPEND_ONLY = ("reading",)
DATED = {"device_fit": ("device_id",)}
WAITED = {"household_terms": "change_id >change_request?"}


def up(run, dialect, today):
    """Make the tables and their guards, then the columns that waited."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
    for statement in schema.append_only(APPEND_ONLY, dialect):
        run(statement)
    for table, key in DATED.items():
        for statement in schema.dated(table, key, dialect):
            run(statement)
    for table, column in WAITED.items():
        run(schema.add_column(table, column, dialect))
