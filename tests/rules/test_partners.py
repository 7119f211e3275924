"""An answer in the sender's own columns."""

from heat.rules.partners import answered

TOLD = {
    "ours": "GD1",
    "state": "已解决",
    "result": "已解决",
    "reply": "已修好",
    "replied": "2026-11-21 12:00",
    "photos": "",
}


def test_their_columns_are_filled_in_their_order():
    line = answered({"编号": "S1", "回复意见": "", "答复内容": "", "办结时间": ""}, TOLD)

    assert list(line)[:4] == ["编号", "回复意见", "答复内容", "办结时间"]
    assert (line["答复内容"], line["办结时间"]) == ("已修好", "2026-11-21 12:00")


def test_what_they_have_no_column_for_stands_behind():
    line = answered({"编号": "S1"}, TOLD)

    assert line == {
        "编号": "S1",
        "我方工单号": "GD1",
        "办理状态": "已解决",
        "办理结果": "已解决",
        "答复内容": "已修好",
        "答复时间": "2026-11-21 12:00",
        "照片": "",
    }
