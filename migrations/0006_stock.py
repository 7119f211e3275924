"""Materials and labour with dated prices, and every movement of stock; stock itself is a sum."""

from heat import schema

TABLES = """
item
  kind text
  code text
  name text
  unit text
  price_fen fen
  kit json?
  valid_from on
  valid_to on='9999-12-31'
  unique (kind, code, valid_from)
  check kind IN ('material','labour')
  check valid_from < valid_to
  check price_fen >= 0
stock_move
  item_id >item
  place text
  quantity_milli int
  price_fen fen
  visit_id >visit?
  at at
  by_id >staff
  reason text?
  once_key text unique
  index (item_id, place, quantity_milli) -- stock of a place
  index (visit_id) where visit_id IS NOT NULL -- cost of a ticket
  check quantity_milli <> 0
"""


def up(run, dialect, today):
    """Make the two tables; a movement is never edited, a count corrects by one more."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
    for statement in schema.append_only(("stock_move",), dialect):
        run(statement)
    run('CREATE INDEX "visit_left_at_index" ON "visit" (left_at) WHERE left_at IS NOT NULL')  # costs of a month
    for statement in schema.dated("item", ("kind", "code"), dialect):
        run(statement)
