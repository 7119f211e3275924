"""Outside parties (协同单位): what they are to the office, and what an order of theirs is answered with."""

from __future__ import annotations

from heat.rules.fields import Text
from heat.words import N_

OFFICIAL, COMPANY = "official", "company"
KINDS = {OFFICIAL: N_("来单单位：12345、住建局、街道等"), COMPANY: N_("办理单位：物业、外包施工等")}
NAME = Text("name", N_("单位名称"), most=30)
REPLY = Text("reply", N_("答复内容"), most=1000, lines=True)
RESULTS = {
    "solved": N_("已解决"),
    "explained": N_("已解释说明"),
    "untrue": N_("反映不属实"),
    "unable": N_("超出职责，无法办理"),
}
# what is written back, and the headers under which senders ask for it; another header is added at the right
ANSWERS = {
    "ours": (N_("我方工单号"), "我方工单号 承办工单号 企业工单号"),
    "state": (N_("办理状态"), "办理状态 处理状态 状态"),
    "result": (N_("办理结果"), "办理结果 处理结果 办结类型 结果"),
    "reply": (N_("答复内容"), "答复内容 回复内容 答复意见 办理情况 处理情况 回复"),
    "replied": (N_("答复时间"), "答复时间 回复时间 办结时间 反馈时间"),
    "photos": (N_("照片"), "照片 附件 佐证材料 佐证"),
}


def answered(sheet: dict[str, str], told: dict[str, str]) -> dict[str, str]:
    """A line of the sender's list with our answer in it: their columns in their order, those of ours they lack behind.

    `told` says what goes under each of ANSWERS.
    """
    line = dict(sheet)
    for code, (label, words) in ANSWERS.items():
        header = next((one for one in sheet if one in words.split()), label)
        line[header] = told.get(code, "")
    return line
