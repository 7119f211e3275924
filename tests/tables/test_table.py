"""A row by its id and one new row are said in words of our own: they mean what peewee's would."""

import pytest
from peewee import SQL, IntegrityError, ModelInsert

from heat import db
from heat.models import Job, Message, Webhook

TOLD = {"name": "市平台", "url": "https://a.example", "secret_sealed": b"\x00\xff", "enabled_at": 7}
WAITING = {"kind": "export", "once_key": "once", "args": {"户": [1, "二"]}, "state": "waiting", "run_after": 1, "at": 1}


def test_a_new_row_is_the_one_that_peewee_would_write(office) -> None:
    ours = Webhook.insert(**TOLD).execute()
    theirs = ModelInsert(Webhook, Webhook._normalize_data({**TOLD, "name": "二"}, {})).execute()

    columns = "url, secret_sealed, events, enabled_at, failing_since"
    assert theirs == ours + 1
    assert db.row(f"SELECT {columns} FROM webhook WHERE id = ?", ours) == db.row(
        f"SELECT {columns} FROM webhook WHERE id = ?", theirs
    )


def test_what_is_left_out_is_made_anew_for_each_row(office) -> None:
    first, second = (Webhook.get_by_id(Webhook.insert(**{**TOLD, "name": name}).execute()) for name in "一二")

    first.events.append("ticket")
    assert second.events == []


def test_a_column_may_be_named_by_itself(office) -> None:
    made = Job.insert({Job.tries: 2, "done": 1}, **WAITING).execute()

    assert db.row("SELECT tries, done, args FROM job WHERE id = ?", made) == (2, 1, '{"户":[1,"二"]}')


def test_a_value_that_the_database_counts_is_left_to_peewee(office) -> None:
    made = Job.insert({**WAITING, "tries": SQL("1 + 2")}).execute()

    assert db.value("SELECT tries FROM job WHERE id = ?", made) == 3


def test_a_row_that_is_there_already_is_still_passed_over_when_one_says_so(office) -> None:
    Job.insert(WAITING).execute()
    Job.insert(WAITING).on_conflict_ignore().execute()

    assert db.value("SELECT count(*) FROM job WHERE once_key = 'once'") == 1


def test_a_row_that_is_there_already_is_refused(office) -> None:
    Job.insert(WAITING).execute()

    with pytest.raises(IntegrityError):
        Job.insert(WAITING).execute()


def test_a_column_that_is_not_there_is_refused(office) -> None:
    with pytest.raises(AttributeError):
        Job.insert(WAITING, colour="red").execute()


def test_a_row_by_its_id_is_the_one_that_peewee_would_read(office) -> None:
    made = Job.insert(WAITING).execute()

    ours, theirs = Job.get_by_id(made), Job.select().where(Job.id == made).get()
    assert ours.__data__ == theirs.__data__
    assert ours.args == {"户": [1, "二"]}


def test_a_row_by_its_id_can_be_changed_and_saved(office) -> None:
    job = Job.get(Job.id == Job.insert(WAITING).execute())
    job.tries = 4
    job.save()

    assert job.dirty_fields == []
    assert Job.get_or_none(Job.id == job.id).tries == 4


def test_a_row_that_is_not_there_is_none_or_an_error(office) -> None:
    assert Message.get_or_none(Message.id == 999) is None
    with pytest.raises(Message.DoesNotExist):
        Message.get_by_id(999)


def test_more_than_an_id_is_asked_as_ever(office) -> None:
    made = Job.insert(WAITING).execute()

    assert Job.get_or_none(Job.id == made, Job.state == "done") is None
    assert Job.get(Job.once_key == "once").id == made
    assert Job.get(id=made).id == made
