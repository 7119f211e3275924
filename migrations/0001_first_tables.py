"""The first tables: places, parties, seasons, ledger, work, people, files, desk, messages, hall.

The order of arrival and the reasons of each column stand in the data model; columns that point to tables of later
issues (a change request, a valve act, an incident) arrive with those tables.
"""

from heat import schema

TABLES = """
# Places: two trees that meet at the household
org
  parent_id >org?
  kind text
  code text unique
  name text
  pinyin text
  closed_on on?
  check kind IN ('company','branch','project')
org_above
  org_id >org
  above_id >org
  depth int
  pk (org_id, above_id)
  index (above_id, org_id) -- all that lies under a branch
community
  org_id >org
  code text unique
  name text
  abbr text
  pinyin text
  pinyin_initials text
  circuit_id >circuit?
  ext json='{}'
  x int?
  y int?
  index (org_id) -- scope to communities
  index (pinyin_initials) -- address search by initials
building
  community_id >community
  number text
  sort int
  floors int
  entrances int
  built_on on?
  circuit_id >circuit?
  ext json='{}'
  unique (community_id, number)
  unique (id, community_id)
entrance
  building_id >building
  number text
  circuit_id >circuit?
  unique (building_id, number)
heat_source
  org_id >org
  code text unique
  name text
substation
  source_id >heat_source
  org_id >org
  code text unique
  name text
  ext json='{}'
circuit
  substation_id >substation
  code text unique
  name text
  zone text
household
  account_no text unique
  community_id int
  building_id >building
  entrance_id >entrance?
  floor int?
  column_no int?
  room text
  room_key text
  circuit_id >circuit
  circuit_own bool=0
  address text
  connected text
  collector_id >staff?
  merged_into_id >household?
  ext json='{}'
  version int=1
  unique (building_id, room_key) where merged_into_id IS NULL
  index (community_id, id) -- arrears, billing and reports of a community
  index (circuit_id) -- incident by substation or circuit
  index (building_id, entrance_id, floor, column_no) -- building grid, neighbours
  index (collector_id) where collector_id IS NOT NULL -- a collector's task list
  foreign (building_id, community_id) building (id, community_id)
  check connected IN ('none','connected','left')
  index (merged_into_id) where merged_into_id IS NOT NULL -- what was merged into it; may the row go
  index (entrance_id) where entrance_id IS NOT NULL -- households of an entrance; may the entrance go
household_alias
  kind text
  number text
  household_id >household
  unique (kind, number, household_id)
  index (number) -- search by any number
household_terms
  household_id >household
  part int=0
  valid_from on
  valid_to on='9999-12-31'
  gross_m2 m2?
  inner_m2 m2?
  usable_m2 m2?
  charge_m2 m2
  sealed_m2 m2=0
  storey_height_cm int?
  use_class text
  stat_class text
  charge_kind text
  position text?
  price_override price?
  unique (household_id, part, valid_from)
  check valid_from < valid_to
  check charge_m2 >= 0
supply_period
  household_id >household
  season_id >season
  state text
  valid_from on
  valid_to on='9999-12-31'
  ticket_id >ticket?
  unique (household_id, valid_from)
  index (season_id, state) -- counts of suspended, expiry run
  check state IN ('supplied','suspended','partial','limited','cut','none')
  check valid_from < valid_to

# Parties: a person is never a house
party
  kind text
  name text
  pinyin text
  pinyin_initials text
  id_no_sealed bytes?
  id_no_blind text?
  credit_code text?
  merged_into_id >party?
  erased_at at?
  ext json='{}'
  version int=1
  unique (credit_code) where credit_code IS NOT NULL
  index (id_no_blind) where id_no_blind IS NOT NULL -- duplicates, never the number itself
  check kind IN ('person','organisation')
  index (merged_into_id) where merged_into_id IS NOT NULL -- what was merged into it; may the row go
party_phone
  party_id >party
  phone text
  label text?
  rank int=0
  verified_at at?
  dead_at at?
  unique (party_id, phone)
  index (phone) -- caller pop
household_party
  household_id >household
  party_id >party
  role text
  valid_from on
  valid_to on='9999-12-31'
  rank int=0
  ticket_id >ticket?
  unique (household_id, role, party_id, valid_from)
  unique (household_id, role) where valid_to='9999-12-31' AND rank=0 AND role IN ('owner','payer')
  index (party_id) -- households of a person
  check role IN ('owner','payer','contact','tenant','developer')
  check valid_from < valid_to
search_key
  kind text
  key text
  household_id int
  pk (kind, key, household_id)

# Seasons, prices and the snapshot a bill stands on
season
  code text unique
  name text
season_calendar
  season_id >season
  org_id >org?
  substation_id >substation?
  first_on on
  last_on on
  last_counts bool=1
  due_on on
  suspend_until_on on?
  standby_policy json='{}'
  check first_on < last_on
tariff
  org_id >org
  code text
  version int
  name text
  valid_from on
  valid_to on='9999-12-31'
  rule json
  source text?
  published_at at?
  published_by_id >staff?
  unique (code, version)
season_account
  household_id >household
  part int=0
  season_id >season
  community_id >community
  debtor_id >party
  tariff_id >tariff
  run_id >job?
  area_basis text
  area_m2 m2
  price price
  use_class text
  charge_kind text
  supply_state text
  opened_at at
  unique (household_id, season_id, part)
  index (season_id, community_id) -- collection by community, billing preview
  index (debtor_id) -- accounts of a person; may the person go
season_calc
  account_id >season_account
  tree json
  sha256 text
  pk (account_id)

# Ledger: entries first, the txn row seals them
ledger_account
  code text unique
  name text
  kind text
charge
  account_id >season_account
  household_id >household
  season_id >season
  debtor_id >party
  kind text
  fen fen
  qty text?
  price price?
  due_on on?
  reverses_id >charge?
  once_key text unique
  calc json?
  txn_id >txn deferred
  unique (reverses_id) where reverses_id IS NOT NULL
  index (household_id, season_id) -- file, counter, invoice
  index (account_id) -- lines of one season account
  index (season_id, household_id, fen) -- a season in figures
  index (debtor_id) -- debts of a person or developer
  index (txn_id) -- what a txn charged; without it each sealed txn searches all charges for its own
  check fen <> 0
txn
  kind text
  once_key text unique
  biz_on on
  posted_at at
  by_id >staff?
  approved_by_id >staff?
  reverses_id >txn?
  reason text?
  n_entries int
  prev_hash bytes
  hash bytes
  unique (reverses_id) where reverses_id IS NOT NULL
  index (biz_on, kind) -- day close, daily report
  check approved_by_id IS NULL OR approved_by_id <> by_id
entry
  txn_id >txn deferred
  line int
  account_id >ledger_account
  fen fen
  household_id >household?
  season_id >season?
  charge_id >charge?
  pk (txn_id, line)
  index (charge_id, fen) where charge_id IS NOT NULL -- what is open on a charge
  index (household_id, account_id, season_id, fen) where household_id IS NOT NULL -- file, prepayment balance
  check fen <> 0
open_charge
  charge_id >charge
  household_id >household
  community_id >community
  season_id >season
  debtor_id >party
  kind text
  due_on on?
  open_fen fen
  pk (charge_id)
  index (household_id, season_id, due_on, charge_id) -- counter, oldest first
  index (community_id, household_id, season_id, open_fen) -- arrears list
  index (due_on) where due_on IS NOT NULL -- reminders of a day
  index (season_id, household_id, open_fen) -- what is open of a season
  index (debtor_id) -- what a person owes; may the person go
payment
  txn_id >txn
  payer_id >party?
  shift_id >shift?
  channel text
  fen fen
  received_on on
  received_at at
  once_key text unique
  unique (txn_id)
  index (shift_id) -- day close
  index (received_on, channel) -- daily report, reconciliation
  index (payer_id) where payer_id IS NOT NULL -- payments of a person; may the person go
payment_part
  payment_id >payment
  method text
  fen fen
  given_fen fen
  channel text?
  trade_no text?
  unique (channel, trade_no) where trade_no IS NOT NULL
  index (payment_id)
receipt
  range_id >number_range
  number int
  payment_id >payment
  printed_at at
  prints int=1
  void_at at?
  void_by_id >staff?
  void_reason text?
  replaced_by_id >receipt?
  unique (range_id, number)
  index (payment_id)
number_range
  kind text
  prefix text
  first int
  last int
  next int
  holder_id >staff?
  org_id >org
  state text
  unique (kind, prefix, first)
  check next BETWEEN first AND last + 1
shift
  cashier_id >staff
  org_id >org
  biz_on on
  opened_at at
  counted json?
  counted_fen fen?
  expected_fen fen?
  difference_reason text?
  closed_at at?
  reopened_at at?
  reopened_by_id >staff?
  unique (cashier_id, biz_on, opened_at)
  index (org_id, biz_on)
  check reopened_by_id IS NULL OR reopened_by_id <> cashier_id

# Work: one engine for tickets and cases; contact is the one timeline
design
  kind text
  code text
  name text
  org_id >org
  staff_id >staff?
  current_id >design_version?
  enabled_at at?
  retired_at at?
  unique (kind, code)
  check kind IN ('flow','form','rule','message','sla','print','article','page','kpi','dashboard','report','patrol')
design_version
  design_id >design
  version int
  body json
  published_at at?
  by_id >staff?
  approved_by_id >staff?
  unique (design_id, version)
  unique (design_id) where published_at IS NULL
ticket_kind
  code text unique
  name text
  family text
  flow_id >design
  form_id >design?
  sla_id >design?
  print_id >design?
  settings json='{}'
  retired_at at?
  check family IN ('service','field','business')
ticket
  number text unique
  kind_id >ticket_kind
  flow_version_id >design_version
  form_version_id >design_version?
  state text
  phase text
  priority int
  household_id >household?
  community_id >community?
  circuit_id >circuit?
  address text?
  party_id >party?
  phone text?
  source text
  summary text
  cause text?
  team_id >team?
  assignee_id >staff?
  parent_id >ticket?
  opened_at at
  opened_on on
  due_at at?
  closed_at at?
  closed_on on?
  in_time bool?
  urged int=0
  reopened int=0
  ext json='{}'
  version int=1
  index (team_id, opened_at, id) -- list of a team, newest first
  index (team_id, state, assignee_id) where closed_at IS NULL -- board and its counts
  index (assignee_id, due_at) where closed_at IS NULL -- my jobs, phone
  index (household_id, opened_at) where household_id IS NOT NULL -- file, repeat repair
  index (community_id, opened_at, kind_id) where community_id IS NOT NULL -- neighbour alert, burst
  index (opened_at, id) -- whole list, day window
  index (opened_on, kind_id, community_id) -- dashboard of any window
  index (closed_on, kind_id, community_id) where closed_on IS NOT NULL -- closed, in time
  check phase IN ('new','active','waiting','done','cancelled')
  check (closed_at IS NULL) = (closed_on IS NULL)
  check (closed_at IS NULL) = (phase IN ('new','active','waiting'))
  index (party_id) where party_id IS NOT NULL -- calls of a person; may the person go
ticket_step
  ticket_id >ticket
  node text
  owner_kind text
  owner_id int?
  entered_at at
  due_at at?
  left_at at?
  warned int=0
  index (ticket_id)
  index (due_at) where left_at IS NULL AND due_at IS NOT NULL -- overdue steps
  index (owner_kind, owner_id, due_at) where left_at IS NULL -- inbox
ticket_move
  ticket_id >ticket
  seq int
  action text
  from_state text
  to_state text
  by_id >staff?
  by_kind text
  at at
  reason text?
  data json?
  once_key text?
  pk (ticket_id, seq)
  unique (once_key) where once_key IS NOT NULL
contact
  household_id >household?
  party_id >party?
  at at
  kind text
  direction text
  text text
  by_id >staff?
  subject text?
  subject_id int?
  index (household_id, at) where household_id IS NOT NULL -- timeline of a file
  index (party_id, at) where party_id IS NOT NULL

# People, rights, sign-in, audit
staff
  login text unique
  name text
  phone text?
  password_hash text?
  totp_sealed bytes?
  totp_last_step int?
  org_id >org
  hourly_fen fen?
  prefs json='{}'
  disabled_at at?
  external_id text? unique
team
  org_id >org
  code text unique
  name text
  leader_id >staff?
  retired_at at?
team_member
  team_id >team
  staff_id >staff
  valid_from on
  valid_to on='9999-12-31'
  skills json='[]'
  unique (team_id, staff_id, valid_from)
  index (staff_id, valid_to) -- my teams
  check valid_from < valid_to
team_area
  team_id >team
  community_id >community?
  circuit_id >circuit?
  kind_id >ticket_kind?
  staff_id >staff?
  index (community_id) -- dispatch
  index (circuit_id)
  check (community_id IS NULL) <> (circuit_id IS NULL)
role
  code text unique
  name text
  permissions json
  field_rules json='{}'
  built_in bool=0
staff_role
  staff_id >staff
  role_id >role
  org_id >org
  team_id >team?
  valid_from on
  valid_to on='9999-12-31'
  unique (staff_id, role_id, org_id, valid_from) where team_id IS NULL
  unique (staff_id, role_id, team_id, valid_from) where team_id IS NOT NULL
  index (org_id)
session
  token_hash bytes unique
  staff_id >staff?
  hall_user_id >hall_user?
  kind text
  created_at at
  seen_at at
  expires_at at
  ended_at at?
  ip text
  agent text
  mfa_at at?
  index (staff_id) where ended_at IS NULL -- own session list, kick
  index (expires_at) -- sweep
  check (staff_id IS NULL) <> (hall_user_id IS NULL)
secret
  purpose text
  secret_hash bytes unique
  subject text?
  subject_id int?
  phone text?
  tries_left int
  expires_at at
  used_at at?
  index (phone, purpose, expires_at) where phone IS NOT NULL
  index (expires_at) -- sweep
throttle
  bucket text
  slot int
  n int
  pk (bucket, slot)
replay
  actor text
  key text
  request_hash bytes
  status int
  body bytes
  at at
  keep_until at
  pk (actor, key)
  index (keep_until) -- sweep
audit
  at at
  by_kind text
  by_id int?
  ip text?
  request text?
  code text
  subject text
  subject_id int?
  before json?
  after json?
  prev_hash bytes
  hash bytes
  index (subject, subject_id, id) -- history of one thing
  index (by_kind, by_id, at) -- what one person did
  index (code, at) -- exports, unmaskings of a day
setting
  org_id >org
  key text
  value json
  valid_from on
  by_id >staff
  unique (org_id, key, valid_from)

# Files and imports
blob
  sha256 text unique
  bytes int
  media_type text
  width int?
  height int?
  stored_at at
  lost_at at?
attachment
  blob_id >blob
  subject text
  subject_id int
  kind text
  name text
  taken_at at?
  by_kind text
  by_id int?
  at at
  hidden_at at?
  index (subject, subject_id) -- scans and photos of one thing
  index (blob_id) -- may this file go
import_batch
  kind text
  name text
  blob_id >blob
  layout_id >import_layout?
  mapping json
  state text
  counts json='{}'
  by_id >staff?
  at at
  done_at at?
  undone_at at?
  check state IN ('reading','checked','running','done','failed','undone')
import_layout
  fingerprint text
  kind text
  mapping json
  used_at at
  unique (fingerprint, kind)
import_row
  batch_id int
  row int
  state text
  raw json
  problems json?
  subject text?
  subject_id int?
  before json?
  after json?
  subject_version int?
  pk (batch_id, row)
  index (batch_id, state, row) -- bad rows, paged
  index (subject, subject_id) where subject_id IS NOT NULL -- which import made this
  check state IN ('new','changed','same','error','skipped')

# Service desk and field
visit
  ticket_id >ticket
  no int
  staff_id >staff
  helper_id >staff?
  planned_at at?
  accepted_at at?
  arrived_at at?
  left_at at?
  result text?
  minutes int?
  hourly_fen fen?
  borne_by text?
  place json?
  signature_id >blob?
  on_paper bool=0
  unique (ticket_id, no)
  index (staff_id, planned_at) -- week board, route pack
feedback
  ticket_id >ticket?
  via text
  due_on on
  tries int=0
  next_at at?
  staff_id >staff?
  script_id >design_version?
  answers json?
  level int?
  text text?
  done_at at?
  unique (ticket_id, via, due_on)
  index (next_at) where done_at IS NULL -- call-back queue
  index (staff_id, done_at) where done_at IS NOT NULL -- satisfaction
  check level BETWEEN 1 AND 6
sla_clock
  ticket_id >ticket
  goal text
  policy_id >design_version
  start_at at
  due_at at
  warn_at at?
  paused_at at?
  paused_s int=0
  met_at at?
  breached bool=0
  why json
  pk (ticket_id, goal)
  index (due_at) where met_at IS NULL AND paused_at IS NULL -- breach and warning sweep

# Rules, messages, jobs
firing
  rule_id >design
  subject text
  subject_id int
  step text
  period text
  at at
  version_id >design_version
  outcome text
  why text?
  pk (rule_id, subject, subject_id, step, period)
  index (at) -- last runs
message
  once_key text unique
  channel text
  template_id >design_version?
  to_address text
  party_id >party?
  household_id >household?
  staff_id >staff?
  text text
  link_id >secret?
  not_before at
  state text
  tries int=0
  lease_until at?
  lease_by text?
  provider_id text?
  sent_at at?
  delivered_at at?
  error text?
  cost_milli int?
  index (not_before) where state IN ('waiting','leased') -- pump
  index (provider_id) where provider_id IS NOT NULL -- delivery receipt
  index (household_id, not_before) where household_id IS NOT NULL -- timeline, daily cap
  check state IN ('waiting','leased','sent','delivered','failed','dropped')
  index (party_id) where party_id IS NOT NULL -- messages to a person; may the person go
job
  kind text
  once_key text unique
  args json
  state text
  run_after at
  tries int=0
  lease_until at?
  lease_by text?
  done int=0
  total int?
  result json?
  blob_id >blob?
  error text?
  by_id >staff?
  at at
  ended_at at?
  index (run_after) where state IN ('waiting','leased') -- pump and lapsed leases
  index (by_id, at) where by_id IS NOT NULL -- my long tasks
  check state IN ('waiting','leased','done','dead','cancelled')
heartbeat
  name text
  at at
  note text?
  pk (name)

# Self-service hall
hall_user
  phone text? unique
  party_id >party?
  open_id text? unique
  elder bool=0
  created_at at
  closed_at at?
hall_binding
  hall_user_id >hall_user
  household_id >household
  proof text
  bound_at at
  ended_at at?
  unique (hall_user_id, household_id) where ended_at IS NULL
  index (household_id) where ended_at IS NULL
"""

APPEND_ONLY = ("charge", "txn", "entry", "ticket_move", "audit", "season_account", "season_calc")
FROZEN = ("design_version", "tariff")
DATED = {
    "household_terms": ("household_id", "part"),
    "household_party": ("household_id", "role", "party_id"),
    "supply_period": ("household_id",),
    "team_member": ("team_id", "staff_id"),
}

# receivable is account 1 for ever: the guard that keeps open_charge knows it by that number
ACCOUNTS = (
    (1, "receivable", "应收热费", "asset"),
    (2, "cash", "库存现金", "asset"),
    (3, "bank", "银行存款", "asset"),
    (4, "wechat", "微信清算", "asset"),
    (5, "alipay", "支付宝清算", "asset"),
    (6, "pos", "POS 清算", "asset"),
    (7, "prepaid", "用户预存", "liability"),
    (8, "revenue", "热费收入", "income"),
    (9, "waiver", "减免", "expense"),
    (10, "late_fee", "违约金收入", "income"),
    (11, "suspense", "待处理款项", "liability"),
    (12, "rounding", "现金精度调整", "expense"),
    (13, "imported", "名单已收", "asset"),
)
GENESIS = 32  # bytes of zero before the first link of a chain

SEAL_SQLITE = (
    f"""CREATE TRIGGER txn_seal BEFORE INSERT ON txn BEGIN
  SELECT RAISE(ABORT, 'txn id must follow the last one')
    WHERE NEW.id <> (SELECT coalesce(max(id), 0) + 1 FROM txn);
  SELECT RAISE(ABORT, 'txn does not continue the chain')
    WHERE NEW.prev_hash <> coalesce((SELECT hash FROM txn WHERE id = NEW.id - 1), zeroblob({GENESIS}));
  SELECT RAISE(ABORT, 'txn does not balance')
    WHERE (SELECT coalesce(sum(fen), 0) FROM entry WHERE txn_id = NEW.id) <> 0;
  SELECT RAISE(ABORT, 'txn counts its entries wrongly')
    WHERE NEW.n_entries < 2 OR NEW.n_entries <> (SELECT count(*) FROM entry WHERE txn_id = NEW.id);
END""",
    """CREATE TRIGGER entry_sealed BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM txn WHERE id = NEW.txn_id) BEGIN
  SELECT RAISE(ABORT, 'txn is sealed');
END""",
    """CREATE TRIGGER entry_open AFTER INSERT ON entry WHEN NEW.account_id = 1 AND NEW.charge_id IS NOT NULL BEGIN
  INSERT INTO open_charge (charge_id, household_id, community_id, season_id, debtor_id, kind, due_on, open_fen)
    SELECT c.id, c.household_id, h.community_id, c.season_id, c.debtor_id, c.kind, c.due_on, NEW.fen
    FROM charge c JOIN household h ON h.id = c.household_id WHERE c.id = NEW.charge_id
    ON CONFLICT (charge_id) DO UPDATE SET open_fen = open_fen + excluded.open_fen;
  DELETE FROM open_charge WHERE charge_id = NEW.charge_id AND open_fen = 0;
END""",
)

SEAL_POSTGRES = (
    f"""CREATE FUNCTION heat_txn_seal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.id <> (SELECT coalesce(max(id), 0) + 1 FROM txn) THEN
    RAISE EXCEPTION 'txn id must follow the last one' USING ERRCODE = '23514'; END IF;
  IF NEW.prev_hash <> coalesce((SELECT hash FROM txn WHERE id = NEW.id - 1), decode(repeat('00', {GENESIS}), 'hex')) THEN
    RAISE EXCEPTION 'txn does not continue the chain' USING ERRCODE = '23514'; END IF;
  IF (SELECT coalesce(sum(fen), 0) FROM entry WHERE txn_id = NEW.id) <> 0 THEN
    RAISE EXCEPTION 'txn does not balance' USING ERRCODE = '23514'; END IF;
  IF NEW.n_entries < 2 OR NEW.n_entries <> (SELECT count(*) FROM entry WHERE txn_id = NEW.id) THEN
    RAISE EXCEPTION 'txn counts its entries wrongly' USING ERRCODE = '23514'; END IF;
  RETURN NEW; END $$""",
    """CREATE TRIGGER txn_seal BEFORE INSERT ON txn FOR EACH ROW EXECUTE FUNCTION heat_txn_seal()""",
    """CREATE FUNCTION heat_entry_sealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM txn WHERE id = NEW.txn_id) THEN
    RAISE EXCEPTION 'txn is sealed' USING ERRCODE = '23514'; END IF;
  RETURN NEW; END $$""",
    """CREATE TRIGGER entry_sealed BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION heat_entry_sealed()""",
    """CREATE FUNCTION heat_entry_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO open_charge (charge_id, household_id, community_id, season_id, debtor_id, kind, due_on, open_fen)
    SELECT c.id, c.household_id, h.community_id, c.season_id, c.debtor_id, c.kind, c.due_on, NEW.fen
    FROM charge c JOIN household h ON h.id = c.household_id WHERE c.id = NEW.charge_id
    ON CONFLICT (charge_id) DO UPDATE SET open_fen = open_charge.open_fen + excluded.open_fen;
  DELETE FROM open_charge WHERE charge_id = NEW.charge_id AND open_fen = 0;
  RETURN NULL; END $$""",
    """CREATE TRIGGER entry_open AFTER INSERT ON entry FOR EACH ROW
  WHEN (NEW.account_id = 1 AND NEW.charge_id IS NOT NULL) EXECUTE FUNCTION heat_entry_open()""",
)


def up(run, dialect, today):
    """Make the tables, their guards, and what an empty office needs: `run(sql, *params)` executes one statement."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
    for statement in _guards(dialect):
        run(statement)
    _seed(run, today)
    if dialect == schema.POSTGRES:
        for table in ("org", "heat_source", "substation", "circuit", "season", "season_calendar", "ledger_account"):
            run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _guards(dialect):
    yield from schema.append_only(APPEND_ONLY, dialect)
    yield from schema.frozen(FROZEN, dialect)
    for table, key in DATED.items():
        yield from schema.dated(table, key, dialect)
    yield from SEAL_SQLITE if dialect == schema.SQLITE else SEAL_POSTGRES


def _seed(run, today):
    run("INSERT INTO org (id, kind, code, name, pinyin) VALUES (1, 'company', '1', '本公司', 'bengongsi')")
    run("INSERT INTO org_above (org_id, above_id, depth) VALUES (1, 1, 0)")
    run("INSERT INTO heat_source (id, org_id, code, name) VALUES (1, 1, '0', '未分配')")
    run("INSERT INTO substation (id, source_id, org_id, code, name) VALUES (1, 1, 1, '0', '未分配')")
    run("INSERT INTO circuit (id, substation_id, code, name, zone) VALUES (1, 1, '0', '未分配', '')")
    for account in ACCOUNTS:
        run("INSERT INTO ledger_account (id, code, name, kind) VALUES (?, ?, ?, ?)", *account)
    # a season carries the year it begins in; from July on people speak of the coming one
    year = today.year if today.month >= 7 else today.year - 1
    code = f"{year}-{year + 1}"
    run("INSERT INTO season (id, code, name) VALUES (1, ?, ?)", code, f"{code} 采暖季")
    run(
        "INSERT INTO season_calendar (season_id, org_id, first_on, last_on, due_on) VALUES (1, 1, ?, ?, ?)",
        f"{year}-11-15",
        f"{year + 1}-03-15",
        f"{year}-12-31",
    )
