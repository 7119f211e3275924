"""Drawing fields and filling them in."""

import pytest

from heat import db
from heat.models import FieldValue, Household, ImportBatch, ImportRow, OwnField
from heat.queries import own_fields as queries
from heat.rules.dispatch import DEFAULT, Rule, read
from heat.rules.dispatch_asks import Ask
from heat.services import dispatch_rules, import_runs, imports, jobs, own_fields, own_values
from heat.words import Missing, Refused
from tests import make
from tests.rules.drawn import arrow, drawn, step


@pytest.fixture
def admin(office):
    return office.actor("admin")


@pytest.fixture
def home(office) -> int:
    return make.household(account_no="900501")


def pipes(admin, **told) -> str:
    return make.own_field(admin, "choice", name="管道材质", choices=[("c1", "PPR"), ("c2", "镀锌钢管")], **told)


def fill(by, home: int, **typed):
    return own_values.save(by, "household", home, typed, {})


def test_a_field_is_live_only_after_it_is_published(admin):
    own_fields.add(admin, "household", "text")
    assert queries.of("household") == []

    own_fields.publish(admin, "household")
    assert [one.name for one in queries.of("household")] == ["单行文字"]


def test_a_value_is_stored_readable_and_found_by_its_key(admin, home):
    code = pipes(admin, searchable="1")

    assert fill(admin, home, **{code: "镀锌钢管"}).ok
    assert '"镀锌钢管"' in db.value("SELECT ext FROM household WHERE id = ?", home)
    assert [(row.value, row.subject_id) for row in FieldValue.select()] == [("镀锌钢管", home)]


def test_renaming_a_choice_rewrites_what_is_stored_and_how_it_is_found(admin, home):
    code = pipes(admin, searchable="1")
    fill(admin, home, **{code: "PPR"})

    own_fields.change(
        admin, "household", code,
        {"name": "管道材质", "choices": [("c1", "PP-R"), ("c2", "镀锌钢管")], "searchable": "1"},
    )  # fmt: skip
    assert queries.values("household", home) == {code: "PPR"}

    own_fields.publish(admin, "household")
    assert queries.values("household", home) == {code: "PP-R"}
    assert [row.value for row in FieldValue.select()] == ["pp-r"]


def test_a_condition_follows_a_renamed_choice(admin, home):
    code = pipes(admin)
    year = make.own_field(admin, "text", name="年份", visible_when=[(code, "is", "PPR")])
    own_fields.change(admin, "household", code, {"name": "管道材质", "choices": [("c1", "PP-R"), ("c2", "镀锌钢管")]})
    own_fields.publish(admin, "household")

    one = next(one for one in queries.of("household") if one.code == year)
    assert one.visible_when.clauses[0].value == "PP-R"


def test_what_is_filled_in_is_not_deleted_and_the_number_is_told(admin, home):
    code = pipes(admin)
    fill(admin, home, **{code: "PPR"})

    with pytest.raises(Refused, match="有 1 处已经填了"):
        own_fields.remove(admin, "household", code)
    with pytest.raises(Refused, match="选项“PPR”有 1 处在用"):
        own_fields.change(admin, "household", code, {"name": "管道材质", "choices": [("c2", "镀锌钢管")]})


def test_a_field_that_nobody_filled_in_goes(admin, home):
    code = pipes(admin)
    own_fields.remove(admin, "household", code)
    own_fields.publish(admin, "household")

    assert queries.of("household") == []
    assert own_fields.add(admin, "household", "text") != code


def test_steps_are_undone_one_by_one(admin):
    own_fields.add(admin, "household", "text")
    own_fields.add(admin, "household", "date")
    own_fields.undo(admin, "household")
    assert [one.kind for one in queries.drawing("household").fields] == ["text"]

    own_fields.undo(admin, "household")
    with pytest.raises(Refused, match="没有可以撤销"):
        own_fields.undo(admin, "household")


def test_a_draft_is_thrown_away_and_what_is_live_stays(admin):
    pipes(admin)
    own_fields.add(admin, "household", "text")
    own_fields.discard(admin, "household")

    assert [one.name for one in queries.drawing("household").fields] == ["管道材质"]


def test_a_default_is_filled_in_where_nothing_stands(admin, home):
    other = make.household("3-2-502")
    code = pipes(admin)
    fill(admin, home, **{code: "镀锌钢管"})
    own_fields.change(
        admin, "household", code,
        {"name": "管道材质", "choices": [("c1", "PPR"), ("c2", "镀锌钢管")], "default": "PPR", "searchable": "1"},
    )  # fmt: skip
    own_fields.publish(admin, "household")

    jobs.run_due(own_fields.JOBS)
    assert queries.values("household", home) == {code: "镀锌钢管"}
    assert queries.values("household", other) == {code: "PPR"}
    assert sorted(row.value for row in FieldValue.select()) == ["ppr", "镀锌钢管"]


def test_what_must_be_unique_is(admin, home):
    code = make.own_field(admin, "text", name="表号", unique="1")
    fill(admin, home, **{code: "A-1"})

    filled = fill(admin, make.household("3-2-502"), **{code: "a-1"})
    assert str(filled.errors[code]) == "表号“a-1”已经登记在别处，不能重复。"
    assert fill(admin, home, **{code: "A-1"}).ok


def test_the_other_contents_of_a_file_stay(admin, home):
    Household.update(ext={"note": "先打电话", "needs": ["独居老人"]}).where(Household.id == home).execute()
    code = pipes(admin)
    fill(admin, home, **{code: "PPR"})

    assert Household.get_by_id(home).ext["note"] == "先打电话"


def test_the_log_names_the_field_and_not_its_value(admin, home):
    code = make.own_field(admin, "text", name="病史")
    fill(admin, home, **{code: "高血压"})

    found = db.value("SELECT after FROM audit WHERE code = 'field.filled'")
    assert "病史" in found
    assert "高血压" not in found


def test_a_household_of_another_branch_is_not_filled_in(admin, home):
    code = pipes(admin)
    stranger = make.clerk(make.branch(), "agent")

    with pytest.raises(Missing):
        fill(stranger, home, **{code: "PPR"})


def test_publishing_is_whole_or_nothing(admin, home):
    code = pipes(admin)
    own_fields.remove(admin, "household", code)
    own_fields.add(admin, "household", "date")
    fill(admin, home, **{code: "PPR"})  # meanwhile somebody filled it in

    with pytest.raises(Refused):
        own_fields.publish(admin, "household")
    assert OwnField.select().where(OwnField.kind == "date").count() == 0


def sheet(tmp_path, *rows: str):
    path = tmp_path / "list.csv"
    path.write_text("\n".join(rows))
    return path


def test_an_own_field_is_imported_by_its_name_and_taken_back(admin, home, tmp_path):
    code = pipes(admin, searchable="1")
    path = sheet(tmp_path, "户号,地址,管道材质", "900501,,镀锌钢管", "900777,幸福里9-1-101,PPR")

    examined = imports.import_file(admin, "households", path)
    new = db.value("SELECT id FROM household WHERE account_no = '900777'")
    assert (examined.counts["changed"], examined.counts["new"]) == (1, 1)
    assert queries.values("household", home) == {code: "镀锌钢管"}
    assert queries.values("household", new) == {code: "PPR"}
    assert sorted((row.value, row.subject_id) for row in FieldValue.select()) == [("ppr", new), ("镀锌钢管", home)]

    import_runs.undo(ImportBatch.get(), admin)
    assert queries.values("household", home) == {}
    assert FieldValue.select().count() == 0


def test_a_value_that_a_field_does_not_take_keeps_the_row_out_in_its_own_words(admin, home, tmp_path):
    pipes(admin)
    examined = imports.check_file(admin, "households", sheet(tmp_path, "户号,管道材质", "900501,竹子"))

    assert [str(problem.say) for problem in examined.problems if problem.code == "own_field_bad"] == [
        "第 2 行“管道材质”不能填“竹子”：管道材质里没有这一项，请从列表中选择。改好再导入。"
    ]


def test_a_new_household_of_a_list_must_have_what_the_office_must_have(admin, home, tmp_path):
    pipes(admin, required="1")
    rows = ("900501,", "900777,", "900778,PPR")
    examined = imports.import_file(admin, "households", sheet(tmp_path, "户号,管道材质", *rows))

    assert [str(problem.say) for problem in examined.problems if problem.code == "own_field_unfit"] == [
        "第 3 行“管道材质”：请填写管道材质。改好再导入。"
    ]
    # the known one says nothing by an empty cell, the third is as it should be
    assert (examined.counts["new"], examined.counts["error"]) == (1, 1)


def test_a_list_without_a_column_that_must_be_there_says_so_once_and_comes_in(admin, tmp_path):
    pipes(admin, required="1")
    examined = imports.import_file(admin, "households", sheet(tmp_path, "户号,地址", "900777,", "900778,"))

    assert [str(note) for note in examined.reading.checked.notes] == [
        "名单里没有必填的“管道材质”：照样导入，新建的住户以后在档案里补。"
    ]
    assert examined.counts["new"] == 2


def test_a_list_fills_in_only_fields_its_bringer_may_write_and_shows_no_others(office, admin, home, tmp_path):
    secret, plain = (
        make.own_field(admin, "text", name="暗线", read=["manager"]),
        make.own_field(admin, "text", name="门色"),
    )
    fill(admin, home, **{secret: "机密值"})
    agent = office.actor("agent")

    closed = imports.check_file(agent, "households", sheet(tmp_path, "户号,暗线", "900501,机密值"))
    assert [problem.code for problem in closed.problems] == ["own_field_closed"]

    imports.import_file(agent, "households", sheet(tmp_path, "户号,门色", "900501,红"))
    row = ImportRow.get()
    assert ((row.before or {}).get("facts", {}), row.after["facts"]) == ({}, {"own_x2": "红"})
    assert queries.values("household", home) == {secret: "机密值", plain: "红"}


def test_a_list_does_not_bring_a_unique_value_twice(admin, home, tmp_path):
    code = make.own_field(admin, "text", name="表号", unique="1")
    fill(admin, home, **{code: "A-1"})
    path = sheet(
        tmp_path, "户号,地址,表号", "900501,,A-1", "900777,幸福里9-1-101,a-1", "900778,幸福里9-1-102,B-2", "900779,,B-2"
    )

    examined = imports.check_file(admin, "households", path)
    assert [(one.row, one.code) for one in examined.problems if one.code == "own_value_taken"] == [
        (3, "own_value_taken"), (5, "own_value_taken"),
    ]  # fmt: skip


def draw_flow(fact: str, value: str = "PPR"):
    """A flow in force whose first way on asks for a fact."""
    states = {"ask": step("申请"), "look": step("看管道"), "done": step("办结", "done")}
    clause = {"every": True, "clauses": [[fact, "is", value]]}
    return make.flow(drawn(states, "look>done", arrow("ask", "look", action="go", when=clause),
                           arrow("ask", "done", action="go")))  # fmt: skip


def test_a_field_a_flow_asks_for_is_not_deleted_and_the_flow_is_named(admin, home):
    code = pipes(admin)
    draw_flow(f"home:{code}")

    with pytest.raises(Refused, match="“管道材质”还用在流程“流程[0-9]+”里，请先改那边再删"):
        own_fields.remove(admin, "household", code)


def test_a_field_of_tickets_with_the_same_code_is_free(admin):
    code, other = pipes(admin), make.own_field(admin, "text", "ticket")
    draw_flow(f"home:{code}")

    own_fields.remove(admin, "ticket", other)
    own_fields.publish(admin, "ticket")
    assert (code, queries.of("ticket")) == (other, [])


def test_a_field_that_running_tickets_are_asked_for_is_kept_though_the_flow_has_moved_on(admin, office):
    code = pipes(admin)
    version = draw_flow(f"home:{code}")
    make.ticket(office.actor("agent"), make.household(), kind="other")
    db.run("UPDATE design SET current_id = NULL WHERE current_id = ?", version)

    with pytest.raises(Refused, match="还用在流程"):
        own_fields.remove(admin, "household", code)


def test_a_field_a_flow_began_to_use_meanwhile_is_not_taken_away(admin):
    code = pipes(admin)
    own_fields.remove(admin, "household", code)
    draw_flow(f"home:{code}")

    with pytest.raises(Refused, match="“管道材质”还用在流程"):
        own_fields.publish(admin, "household")


def test_a_choice_a_flow_compares_with_keeps_its_name(admin):
    code = pipes(admin)
    draw_flow(f"home:{code}")
    renamed = {"name": "管道材质", "choices": [("c1", "PP-R"), ("c2", "镀锌钢管")]}

    with pytest.raises(Refused, match="选项“PPR”用在流程“.*”的条件里，请先改那边再改名或删除"):
        own_fields.change(admin, "household", code, renamed)
    own_fields.change(admin, "household", code, renamed | {"choices": [("c1", "PPR"), ("c2", "钢管")]})


def test_a_field_a_rule_of_dispatch_asks_for_is_not_deleted(admin, office):
    code = pipes(admin)
    team = make.team("管道组", office.technician)
    ask = Ask(f"home:{code}", ("PPR",), team)
    dispatch_rules.keep(admin, (Rule("own1", ask=ask), *read(DEFAULT)), auto=False)

    with pytest.raises(Refused, match="“管道材质”还用在派单规则里"):
        own_fields.remove(admin, "household", code)
