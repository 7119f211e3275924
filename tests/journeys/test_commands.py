"""The command line as an office uses it: real processes, real exit codes, one clear sentence for what is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "今年冬天一定不会冷的真的\n"


def heat(*words: str, data: Path | None = None, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run `heat` in a folder of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HEAT_")}
    if data is not None:
        environment["HEAT_DATA"] = str(data)
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *words],
        input=typed,
        capture_output=True,
        text=True,
        env=environment,
        cwd="/",
        timeout=120,
    )


pytestmark = pytest.mark.xdist_group("commands")  # they share one town


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Path:
    """A demo town of sixty households."""
    data = tmp_path_factory.mktemp("town")
    made = heat("demo", "--households", "60", "--tickets", "20", "--seasons", "2", data=data)
    assert made.returncode == 0, made.stderr
    return data


def test_the_version_needs_no_data_folder(tmp_path):
    done = heat("version", data=tmp_path / "none")

    assert done.returncode == 0
    assert "Heatdesk" in done.stdout
    assert not (tmp_path / "none").exists()


def test_other_users_of_the_machine_cannot_read_what_a_command_writes(tmp_path):
    tmp_path.chmod(0o755)

    assert (
        heat("user", "add", "wang", "--role", "agent", "--name", "小王", data=tmp_path, typed=PASSWORD).returncode == 0
    )

    open_files = [file.name for file in tmp_path.rglob("*") if file.is_file() and file.stat().st_mode & 0o077]
    assert open_files == []


def test_a_wrong_word_is_answered_with_the_right_ones(tmp_path):
    done = heat("fly", data=tmp_path)

    assert done.returncode == 2
    assert "serve" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_data_folder_may_be_named_before_or_after_the_command(tmp_path):
    heat("--data", str(tmp_path / "a"), "migrate")
    heat("migrate", "--data", str(tmp_path / "b"))

    assert (tmp_path / "a" / "heat.db").exists()
    assert (tmp_path / "b" / "heat.db").exists()


def test_the_demo_town_prints_its_logins(tmp_path):
    done = heat("demo", "--households", "5", "--tickets", "2", "--password", "天气冷了要记得多加衣服啊", data=tmp_path)

    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[2] for line in lines] == [
        "admin", "manager", "agent", "leader", "technician", "cashier", "accountant", "inspector",
    ]  # fmt: skip
    assert {line[1] for line in lines} == {"天气冷了要记得多加衣服啊"}


def test_the_demo_town_refuses_a_filled_folder(town):
    done = heat("demo", data=town)

    assert done.returncode == 2
    assert "空目录" in done.stderr


def test_the_same_seed_gives_the_same_town(tmp_path):
    import pysqlite3

    rows = []
    for name in ("a", "b"):
        heat("demo", "--households", "20", "--tickets", "8", "--seed", "3", data=tmp_path / name)
        with pysqlite3.connect(tmp_path / name / "heat.db") as db:
            rows.append(
                [
                    db.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall()
                    for t in ("household", "ticket", "txn", "entry")
                ]
            )

    assert rows[0] == rows[1]


def test_the_books_of_the_town_are_right(town):
    done = heat("verify", data=town)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_last_season_waits_to_be_billed(town):
    checked = json.loads(heat("bill", "--season", _season(town), "--check", "--json", data=town).stdout)
    first = json.loads(heat("bill", "--season", _season(town), "--json", data=town).stdout)
    again = json.loads(heat("bill", "--season", _season(town), "--json", data=town).stdout)

    assert checked["new"] == first["new"] > 40
    assert (again["new"], again["unchanged"]) == (0, first["new"])
    assert set(first) == {"season", "accounts", "new", "unchanged", "skipped", "amount"}


def test_reminders_are_rehearsed_sent_once_and_written_to_the_file(town):
    heat("bill", "--season", _season(town), data=town)
    due = _due(town)
    checked = json.loads(heat("remind", "--on", due, "--check", "--json", data=town).stdout)
    assert not (town / "outbox").exists()
    sent = json.loads(heat("remind", "--on", due, "--json", data=town).stdout)
    again = json.loads(heat("remind", "--on", due, "--json", data=town).stdout)

    assert checked["sent"] == sent["sent"] > 0
    assert (again["sent"], again["already"]) == (0, sent["sent"])
    lines = [json.loads(line) for line in (town / "outbox" / "sms.jsonl").read_text().splitlines()]
    assert len(lines) == len({line["once_key"] for line in lines}) == sent["sent"]
    assert set(lines[0]) == {"to", "text", "once_key", "at"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("remind", "--on", "明天"), "看不懂"),
        (("bill", "--season", "2026"), "2026"),
        (("user", "passwd", "nobody"), "没有登录名"),
        (("serve", "--port", "99999"), "端口"),
        (("tariff", "try", "/nowhere.json"), "nowhere"),
        (("import", "households", "/nowhere.xlsx"), "nowhere"),
        (("demo", "--households", "0"), "households"),
    ],
)
def test_bad_input_gets_one_clear_sentence(tmp_path, words, sentence):
    done = heat(*words, data=tmp_path, typed="一二三四五六七八九十十一\n")

    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_member_of_staff_is_added_with_a_piped_password(tmp_path):
    heat("user", "add", "wang", "--role", "small", "--name", "王", data=tmp_path, typed="天气冷了要记得多加衣服啊\n")
    twice = heat(
        "user", "add", "wang", "--role", "agent", "--name", "王", data=tmp_path, typed="天气冷了要记得多加衣服啊\n"
    )

    assert twice.returncode == 2
    assert "已经有人使用" in twice.stderr


def test_a_broken_setting_is_named(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "app.py"), "web", "--port", "1"],
        capture_output=True,
        text=True,
        env={**os.environ, "HEAT_DATA": str(tmp_path), "HEAT_PROXIES": "yes"},
        timeout=60,
    )

    assert "HEAT_PROXIES" in done.stderr


def _season(data: Path) -> str:
    return _one(data, "SELECT max(code) FROM season")


def _due(data: Path) -> str:
    from datetime import date, timedelta

    return str(date.fromisoformat(_one(data, "SELECT max(due_on) FROM season_calendar")) - timedelta(days=2))


def _one(data: Path, sql: str) -> str:
    import pysqlite3

    with pysqlite3.connect(data / "heat.db") as db:
        return db.execute(sql).fetchone()[0]
