"""Bad rows put right on the page, one at a time."""

from heat import db
from heat.models import Household, ImportBatch
from heat.services import jobs
from heat.services.import_runs import JOBS
from tests.lists import line
from tests.views.test_imports import check, upload


def checked(agent, *lines) -> str:
    location = upload(agent, *lines).location
    check(agent, location)
    return location


def place(header: str) -> int:
    return ImportBatch.get().mapping["headers"].index(header)


def counts() -> dict[str, int]:
    return {name: ImportBatch.get().counts[name] for name in ("rows", "new", "error", "left")}


def states() -> dict[int, str]:
    return dict(db.rows('SELECT "row", state FROM import_row ORDER BY "row"'))


def test_a_corrected_row_alone_comes_back_with_the_new_counts(agent):
    location = checked(agent, line("300501"), line("300502", 状态="不清楚"))

    answer = agent.post_part(f"{location}/rows/4", "row-4", {f"cell-{place('状态')}": "报停"})

    assert answer.status_code == 200 and answer.text.lstrip().startswith('<tbody id="row-4"')
    assert "已改好" in answer.text and 'hx-target="#import-figures"' in answer.text and "导入 2 行" in answer.text
    assert counts() == {"rows": 2, "new": 2, "error": 0, "left": 0}


def test_a_row_that_is_still_bad_says_why_and_keeps_what_was_typed(agent):
    location = checked(agent, line("300502", 状态="不清楚"))

    answer = agent.post_part(f"{location}/rows/3", "row-3", {f"cell-{place('状态')}": "也不清楚"})

    assert 'value="也不清楚"' in answer.text and "“也不清楚”不认识" in answer.text
    assert counts()["error"] == 1


def test_a_suggestion_is_taken_with_one_click(agent):
    location = checked(agent, line("300502", 状态="已经停了"))
    assert "改为 报停" in agent.get(location).text

    agent.post(f"{location}/rows/3", data={"better": str(place("状态"))})

    assert states() == {3: "new"}


def test_all_suggestions_are_taken_at_once_and_the_rest_stays(agent):
    location = checked(
        agent,
        line("300501", **{"建筑面积（㎡）": "约九五.5?"}),
        line("300502", 状态="已经停了"),
        line("300503", 状态="停了吧"),
    )
    assert "采用全部 2 条建议" in agent.get(location).text

    agent.post(f"{location}/suggestions")

    assert states() == {3: "error", 4: "new", 5: "new"}


def test_of_two_equal_numbers_one_is_left_out_or_takes_the_place_of_the_other(agent):
    location = checked(agent, line("300501", 房号="501"), line("300501", 房号="502"), line("300503"))
    page = agent.get(location).text
    assert "用这一行更新" in page and "跳过" in page

    agent.post_part(f"{location}/rows/4", "row-4", {"answer": "skip"})
    assert (states(), counts()) == (
        {3: "new", 4: "skipped", 5: "new"},
        {"rows": 2, "new": 2, "error": 0, "left": 1},
    )
    assert "放回" in agent.get(f"{location}?show=left").text

    agent.post_part(f"{location}/rows/4", "row-4", {"answer": "back"})
    assert states()[4] == "error"

    answer = agent.post_part(f"{location}/rows/4", "row-4", {"answer": "replace"})
    assert 'hx-target="#row-3"' in answer.text
    assert states() == {3: "skipped", 4: "new", 5: "new"}

    agent.post(f"{location}/run", data={"mode": "all"})
    jobs.run_due(JOBS)
    assert sorted((home.account_no, home.room) for home in Household.select()) == [("300501", "502"), ("300503", "503")]


def test_a_number_typed_twice_makes_the_later_row_the_bad_one(agent):
    location = checked(agent, line("", 房号="501"), line("300502"))

    answer = agent.post_part(f"{location}/rows/3", "row-3", {f"cell-{place('户号')}": "300502"})

    assert states() == {3: "new", 4: "error"}
    assert 'hx-target="#row-4"' in answer.text


def test_all_repeated_rows_are_skipped_at_once(agent):
    location = checked(agent, line("300501"), *[line("300501", 房号=f"60{n}") for n in (1, 2, 3)])

    agent.post(f"{location}/skip", data={"code": "duplicate_account_no"})

    assert counts() == {"rows": 1, "new": 1, "error": 0, "left": 3}
    assert agent.post(f"{location}/skip", data={"code": "no-such"}).status_code == 404


def test_rows_that_are_not_there_are_not_found(agent):
    location = checked(agent, line("300501"))

    assert agent.post(f"{location}/rows/99", data={"answer": "skip"}).status_code == 404
    assert agent.post("/import/99/rows/3", data={"answer": "skip"}).status_code == 404


def test_a_written_list_takes_no_corrections(agent):
    location = checked(agent, line("300501"), line("300502", 状态="不清楚"))
    agent.post(f"{location}/run", data={"mode": "good"})
    jobs.run_due(JOBS)

    assert agent.post(f"{location}/rows/4", data={f"cell-{place('状态')}": "报停"}).status_code == 409
    assert states() == {3: "new", 4: "error"}
