"""The questionnaire of the demo town: drawn with the designer, sent to a sample, answered by most of it."""

from __future__ import annotations

import random
from collections.abc import Callable

from heat import clock, db
from heat.models import SurveyAnswer
from heat.rules.permissions import Actor
from heat.services import own_fields, surveys
from heat.services.surveys import Sample

_QUESTIONS = (
    (
        "choice",
        {"name": "这个冬天家里暖和吗", "required": "1"},
        ("很暖和", "还可以", "有时候冷", "经常冷"),
        (40, 38, 16, 6),
    ),
    ("choice", {"name": "报修以后来得快吗"}, ("快", "一般", "慢", "没有报过修"), (30, 18, 9, 43)),
    ("choices", {"name": "哪些地方要改进"}, ("温度", "上门时间", "态度", "收费讲清楚"), (34, 25, 8, 20)),
    ("long-text", {"name": "还想对我们说的话"}, (), ()),
)
_WORDS = ("后半夜有点凉", "师傅很耐心", "希望提前通知停热", "缴费还是不会在手机上弄", "比去年好")


def fill(dice: random.Random, people: Callable[[str], Actor], size: int) -> None:
    """Draw it, send it to a sample and let two thirds answer by phone or at the counter."""
    manager, admin, agent = people("manager"), people("admin"), people("agent")
    survey_id = surveys.create(manager, "供热满意度调查", "占用您一分钟，请您说说今年的供热。")
    subject = f"survey-{survey_id}"
    for kind, told, labels, _weights in _QUESTIONS:
        code = own_fields.add(admin, subject, kind)
        own_fields.change(admin, subject, code, told | {"choices": [("", label) for label in labels]})
    own_fields.publish(admin, subject)
    round_id = surveys.issue(manager, survey_id, Sample(size, 2026), "供热初期抽样")
    rows = SurveyAnswer.select().where(SurveyAnswer.round_id == round_id).order_by(SurveyAnswer.id)
    for row in [one for one in rows if dice.random() < 2 / 3]:
        surveys.answer_by_staff(agent, row.id, _said(dice), dice.choice(("call", "call", "counter")))
    # the messages of a town that does not exist go nowhere
    db.run("UPDATE job SET state = 'done', ended_at = ? WHERE kind = 'survey-send'", clock.now())


def _said(dice: random.Random) -> dict[str, object]:
    said: dict[str, object] = {}
    for at, (kind, _told, labels, weights) in enumerate(_QUESTIONS, start=1):
        if kind == "choices":
            said[f"x{at}"] = [label for label, n in zip(labels, weights, strict=True) if dice.random() < n / 100]
        elif labels:
            said[f"x{at}"] = dice.choices(labels, weights=weights)[0]
        elif dice.random() < 0.3:
            said[f"x{at}"] = dice.choice(_WORDS)
    return said
