"""What is remembered of people, teams, sorts of tickets and flows lives until an act that is not daily work."""

import ast
import re

from heat.queries.memory import WORK
from heat.rules.audit_codes import CODES
from tests.house.test_house import ROOT, read, tree

TABLES = (
    "staff",
    "staff_role",
    "role",
    "session",
    "team",
    "team_member",
    "org",
    "org_above",
    "community",
    "ticket_kind",
    "design",
    "design_version",
    "setting",
)
SQL = re.compile(rf"(UPDATE|INSERT INTO|DELETE FROM) ({'|'.join(TABLES)})\b")
MODELS = {"".join(part.title() for part in table.split("_")) for table in TABLES}
# reading a file as a tree takes long: only those that could say such a thing at all
SAYS = re.compile(rf"{SQL.pattern}|\b({'|'.join(MODELS)})\.(insert|create|update|delete)")


def writes(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return bool(isinstance(node.value, str) and SQL.search(node.value))
    return (
        isinstance(node, ast.Attribute)
        and node.attr in ("insert", "insert_many", "create", "update", "delete")
        and isinstance(node.value, ast.Name)
        and node.value.id in MODELS
    )


def codes(verb: ast.AST) -> set[str]:
    """The audit codes that stand in a verb."""
    return {node.value for node in ast.walk(verb) if isinstance(node, ast.Constant) and node.value in CODES}


def test_acts_of_the_daily_work_are_acts_there_are():
    assert [prefix for prefix in WORK if not any(code.startswith(prefix) for code in CODES)] == []


def test_no_act_of_the_daily_work_changes_what_is_remembered_beyond_it():
    wrong = {
        f"{path.stem}.{verb.name}"
        for path in sorted((ROOT / "heat" / "services").glob("*.py"))
        if SAYS.search(read(path))
        for verb in tree(path).body
        if isinstance(verb, ast.FunctionDef) and any(code.startswith(WORK) for code in codes(verb))
        if any(writes(node) for node in ast.walk(verb))
    }

    # who signs in with an old hash of the right password gets a new one: nothing that is remembered
    assert wrong == {"people.sign_in"}, "take the act's code out of WORK in heat/queries/memory.py"
