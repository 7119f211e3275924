"""Why a call-back is in the sample or not; questionnaires, to whom they went, what was answered."""

from heat import schema

TABLES = """
survey
  design_id >design
  title text
  intro text?
  kinds json
  by_id >staff
  at at
  closed_at at?
  unique (design_id)
survey_round
  survey_id >survey
  version_id >design_version
  kind text
  title text
  seed int?
  plan json?
  by_id >staff?
  at at
  expires_at at?
  ended_at at?
  index (survey_id)
  check kind IN ('ticket','sample')
survey_answer
  round_id >survey_round
  ticket_id >ticket?
  household_id >household?
  community_id >community?
  token_hash bytes?
  at at
  expires_at at
  answered_at at?
  via text?
  answers json?
  by_id >staff?
  unique (token_hash) where token_hash IS NOT NULL
  unique (round_id, ticket_id) where ticket_id IS NOT NULL
  unique (round_id, household_id) where ticket_id IS NULL
  index (round_id, answered_at)
  index (household_id, at)
  check via IN ('link','call','counter')
  check (via IS NULL) = (answered_at IS NULL)
"""


def up(run, dialect, today):
    """The tables, then the two columns of a call-back."""
    for statement in schema.create(TABLES, dialect):
        run(statement)
    run(schema.add_column("feedback", "sampled bool?", dialect))
    run(schema.add_column("feedback", "why text?", dialect))
    run("CREATE INDEX feedback_left_index ON feedback (next_at) WHERE done_at IS NULL AND why = 'left'")
