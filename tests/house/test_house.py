"""The promises of the house, kept by walking its files: clock, audit sentences, settings, mirror, glossary, register."""

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "heat").rglob("*.py")) + [ROOT / "app.py"]
OURS = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "migrations").glob("*.py"))]


@cache
def read(path: Path) -> str:
    return path.read_text(errors="replace")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(read(path))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_only_the_clock_asks_the_time():
    asks = re.compile(r"\b(time\.time|time_ns|datetime\.now|datetime\.utcnow|date\.today|strftime\('now)\b")
    wrong = [named(p) for p in SOURCES if p.name != "clock.py" and asks.search(read(p))]

    assert not wrong, f"ask heat.clock instead: {wrong}"


def test_every_module_says_what_it_is_for():
    bare = [named(p) for p in SOURCES if read(p).strip() and not read(p).startswith('"""')]

    assert not bare


def test_every_audit_code_has_its_sentence():
    from heat.rules.audit_codes import CODES
    from heat.services.flow_moves import KNOWN

    # the calls alone: to read every service as a tree takes half a second
    inner = r"(?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*"
    calls = [call for path in SOURCES for call in re.findall(rf"\baudit\.record(\({inner}\))", read(path))]
    used = {
        constant.value
        for call in calls
        for constant in ast.walk(ast.parse(f"record{call}", mode="eval").body.args[1])  # type: ignore[attr-defined]
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str) and not constant.value.endswith(".")
    }
    used |= {f"ticket.{action}" for action in KNOWN}

    assert used - CODES.keys() == set(), "write the sentence into heat/rules/audit_codes.py"
    assert CODES.keys() - used == set(), "no service records this code any more"


def test_every_setting_is_explained_in_the_docs():
    from heat.rules.office import SETTINGS as OFFICE
    from heat.settings import SETTINGS

    text = read(ROOT / "docs" / "settings.md")
    missing = [s.name for s in SETTINGS if f"`{s.name}`" not in text] + [
        s.key for s in OFFICE if f"`{s.key}`" not in text
    ]

    assert not missing, f"explain in docs/settings.md: {missing}"


def test_every_permission_is_explained_in_the_docs():
    from heat.rules.permissions import CATALOGUE, ROLES

    text = read(ROOT / "docs" / "permissions.md")
    missing = [p.code for p in CATALOGUE if f"`{p.code}`" not in text] + [
        r.code for r in ROLES if f"`{r.code}`" not in text
    ]

    assert not missing, f"explain in docs/permissions.md: {missing}"


def test_the_docs_name_what_each_role_may_do():
    from heat.rules.permissions import CODES, ROLES

    lines = read(ROOT / "docs" / "permissions.md").splitlines()
    told = {line.split("`")[1]: set(line.split("|")[4].split()) for line in lines if line.startswith("| `")}
    wrong = {
        role.code: told[role.code] ^ role.permissions
        for role in ROLES
        if told[role.code] != ({"all"} if role.permissions == CODES else role.permissions)
    }

    assert not wrong, f"docs/permissions.md says otherwise: {wrong}"


def test_every_environment_variable_is_a_declared_setting():
    from heat.settings import SETTINGS

    declared = {s.name for s in SETTINGS} | {"HEAT_CHILD"}
    used = {name for p in SOURCES for name in re.findall(r'"(HEAT_[A-Z_]+)"', read(p))}

    assert used - declared == set()


def test_every_rule_has_its_test():
    tests = {p.stem for p in (ROOT / "tests" / "rules").glob("test_*.py")}
    rules = [p.stem for p in (ROOT / "heat" / "rules").glob("*.py") if p.stem != "__init__"]
    declarations = {"audit_codes", "lists", "sheets", "asks", "rates"}  # data, or tested where they are asked
    orphans = [name for name in rules if f"test_{name}" not in tests and name not in declarations]

    assert not orphans, f"tests/rules/ lacks test_<name>.py for {orphans}"


def test_every_table_stands_in_the_glossary():
    from heat.models import ALL_TABLES

    text = read(ROOT / "docs" / "glossary.md")
    missing = [t._meta.table_name for t in ALL_TABLES if f"`{t._meta.table_name}`" not in text]

    assert not missing, f"name them in docs/glossary.md: {missing}"


def test_every_state_of_a_ticket_stands_in_the_glossary():
    from heat.rules.tickets import REPAIR

    text = read(ROOT / "docs" / "glossary.md")
    assert [s["name"] for s in REPAIR["states"].values() if s["name"] not in text] == []


def test_every_migration_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in (ROOT / "migrations").glob("[0-9]*.py")]

    assert len(set(numbers)) == len(numbers), "two files of one number: which goes first would be chance"


def register() -> list[list[str]]:
    lines = read(ROOT / "docs" / "features.md").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| [A-Z]\d+ \|", line)
    ]


def test_the_register_has_all_rows():
    rows = [cells[0] for cells in register()]
    wanted = [
        f"{letter}{n}"
        for letter, last in (
            ("C", 12),
            ("M", 15),
            ("S", 13),
            ("W", 9),
            ("P", 10),
            ("R", 5),
            ("H", 9),
            ("K", 8),
            ("X", 12),
        )
        for n in range(1, last + 1)
    ]

    assert rows == wanted
    assert len(rows) == 93


@pytest.mark.parametrize("cells", register(), ids=lambda cells: cells[0])
def test_a_row_of_the_register_names_a_proof_that_exists(cells):
    _row, _what, page, proof, state = cells
    assert state in ("done", "partly", "open"), f"state of {cells[0]}"
    proofs = re.findall(r"tests/[\w/]+\.py::\w+", proof)
    assert proofs or state == "open", f"{cells[0]} is {state} without a proof"
    assert page or state == "open"
    for name in proofs:
        path, function = name.split("::")
        assert f"def {function}(" in read(ROOT / path), f"{cells[0]} names {name}, which is not there"


def written(folder: Path) -> Iterator[Path]:
    """Every file of ours below a folder; what others wrote or a run made is not entered."""
    for here, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one not in (".venv", "vendor", ".git", "build", "dist", "data")]
        yield from (Path(here, name) for name in names)


def test_nothing_names_this_machine_or_a_package_index():
    machine, indexes = re.compile(r"/(?:work|root)/[\w.]"), ("pypi.org", "registry.npmjs", "files.pythonhosted")
    kinds = (".py", ".md", ".toml", ".sh", ".txt", ".in", ".yml", ".html")
    wrong = [
        named(p)
        for p in written(ROOT)
        if p.suffix in kinds and p.name != "test_house.py"
        if machine.search(read(p)) or any(one in read(p).lower() for one in indexes)
    ]

    assert not wrong


def test_the_commands_of_the_readme_exist():
    from heat.commands import front

    text = read(ROOT / "README.md")
    verbs = {name.rstrip("_") for name in (p.stem for p in (ROOT / "heat" / "commands").glob("*.py"))}
    named_verbs = set(re.findall(r"`heat ([a-z]+)", text))
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.M))

    assert front
    assert named_verbs - verbs == set()
    assert set(re.findall(r"`make ([a-z-]+)`", text)) - targets == set()


@pytest.mark.whole
def test_every_figure_can_be_measured():
    for path in sorted((ROOT / "benchmarks").glob("[a-z]*.py")):
        assert callable(import_module(f"benchmarks.{path.stem}").__dict__.get("main", print)), path.stem


def test_what_a_remembered_list_passes_over_are_acts_there_are():
    from heat.rules.audit_codes import CODES
    from heat.views.desk_list import BESIDE

    assert [prefix for prefix in BESIDE if not any(code.startswith(prefix) for code in CODES)] == []
