"""The knowledge base: articles are designs with versions; here are what finds them and what became of them."""

from heat import schema

TABLES = """
article_key
  key text
  design_id >design
  weight int
  pk (key, design_id)
  index (design_id) -- written anew with each version
article_count
  design_id >design
  door text
  views int=0
  pk (design_id, door)
  check door IN ('staff','hall')
article_vote
  design_id >design
  voter text
  door text
  useful bool
  at at
  pk (design_id, voter)
  check door IN ('staff','hall')
ticket_article
  ticket_id >ticket
  version_id >design_version
  by_id >staff
  at at
  solved bool
  pk (ticket_id, version_id)
  index (version_id) -- how often an article answered
"""


def up(run, dialect, today):
    """Make the tables; the articles themselves are rows of design and design_version."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
