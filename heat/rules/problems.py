"""What can be wrong with a row of an imported list: the codes, how grave each is, and its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from heat.words import N_, Say


class Severity(StrEnum):
    """Fixed was repaired and is only told; a warning is imported as it stands; an error keeps the row out."""

    FIXED = "fixed"
    WARNING = "warning"
    ERROR = "error"


_FIXED = {
    "nbsp_suffix_text_numbers": N_("第 {row} 行“{column}”末尾有看不见的空格，已去掉。"),
    "fullwidth_area": N_("第 {row} 行“{column}”是全角数字“{was}”，已改为 {now}。"),
    "fullwidth_digits": N_("第 {row} 行“{column}”是全角字符“{was}”，已改为 {now}。"),
    "area_with_unit": N_("第 {row} 行“{column}”带了文字“{was}”，已改为 {now}。"),
    "area_rounded": N_("第 {row} 行“{column}”是 {was}，已四舍五入为 {now}。"),
    "phone_as_float": N_("第 {row} 行“{column}”被 Excel 存成了数字，已还原为 {now}。"),
    "phone_with_dashes": N_("第 {row} 行“{column}”写作“{was}”，已改为 {now}。"),
    "two_phones_in_cell": N_("第 {row} 行“{column}”一格里有几个电话“{was}”，已分开，第一个作为常用电话。"),
    "building_zero_padded": N_("第 {row} 行“{column}”写作“{was}”，与同小区其他行统一为 {now}。"),
    "number_zero_padded": N_("第 {row} 行“{column}”写作“{was}”，已统一为 {now}。"),
    "address_code_lower_case": N_("第 {row} 行“{column}”用了小写字母“{was}”，已改为 {now}。"),
    "address_in_one_cell": N_("第 {row} 行“{column}”里写了整个地址“{was}”，已拆成楼、单元、室。"),
    "space_inside_name": N_("第 {row} 行“{column}”中间有空格“{was}”，已改为 {now}。"),
    "newline_in_name": N_("第 {row} 行“{column}”一格写了两行“{was}”，户主记为 {now}。"),
    "formula_value_taken": N_("第 {row} 行“{column}”是公式，已取表里显示的结果 {now}。"),
    "same_as_above": N_("第 {row} 行“{column}”写着“{was}”，已填入上一行的 {now}。"),
    "filled_from_above": N_("第 {row} 行“{column}”是空的，已填入上一行的 {now}。"),
    "space_inside_number": N_("第 {row} 行“{column}”中间有空格“{was}”，已改为 {now}。"),
}
_WARNING = {
    "phone_missing": N_("第 {row} 行没有“{column}”，催费和回访会联系不上，请补上。"),
    "phone_invalid": N_("第 {row} 行“{column}”“{was}”不是电话号码，没有导入这个电话，请核对。"),
    "name_missing": N_("第 {row} 行没有“{column}”，先按空置房建档，请补上户主。"),
    "owner_is_空置房": N_("第 {row} 行户主写的是“{was}”，按空置房建档，欠费记在小区名下。"),
    "area_missing": N_("第 {row} 行没有“{column}”，这一户暂时算不出热费，请补上。"),
    "zero_area": N_("第 {row} 行“{column}”是 0，这一户算不出热费，请核对。"),
    "implausible_area": N_("第 {row} 行“{column}”是 {was}，与常见户型相差太大，请核对。"),
    "address_missing": N_("第 {row} 行没有房号，按户号建档，请补上地址。"),
    "address_unreadable": N_("第 {row} 行“{column}”“{was}”看不出楼和室，只按文字保存，请核对。"),
    "address_contradicts": N_("第 {row} 行“{column}”“{was}”与楼号、单元对不上，按楼号、单元导入，请核对。"),
    "unknown_use_class": N_("第 {row} 行“{column}”“{was}”不认识，先按居民建档，请核对。"),
    "price_unreadable": N_("第 {row} 行“{column}”“{was}”不是单价，没有导入这个单价，请核对。"),
    "account_no_unfiled": N_("第 {row} 行的户号 {was} 不在住户档案里，导入后会新建这一户。如果是户号写错，请改正。"),
    "paid_more_than_owed": N_("第 {row} 行已缴 {was} 元多于应缴 {now} 元，不会催费，请核对。"),
    "account_no_shape": N_("第 {row} 行“{column}” {was} 不合本公司的户号规则，照样导入，请核对。"),
    "method_unknown": N_("第 {row} 行“{column}”“{was}”不认识，只作为备注保存。"),
    "kind_unknown": N_("第 {row} 行“{column}”“{was}”不认识，先记为其他。"),
    "place_missing": N_("第 {row} 行既没有户号也没有地址，只记下内容，任何一户的档案里都看不到。"),
    "end_missing": N_("第 {row} 行没有“{column}”，按受理当时就办结记入。"),
    "place_without_household": N_("第 {row} 行的地址“{was}”没有对应的住户，只按地址记入。"),
}
_ERROR = {
    "own_value_taken": N_("第 {row} 行“{column}”“{was}”已经登记在别的住户，不能重复，请核对。"),
    "own_field_bad": N_("第 {row} 行“{column}”不能填“{was}”：{now}改好再导入。"),
    "own_field_unfit": N_("第 {row} 行“{column}”：{now}改好再导入。"),
    "own_field_closed": N_("第 {row} 行“{column}”您没有权限填写，请去掉这一列，或交给有权限的同事导入。"),
    "account_no_missing": N_("第 {row} 行没有“{column}”，不知道是哪一户，请补上户号再导入。"),
    "account_no_unreadable": N_("第 {row} 行“{column}”“{was}”不是完整的户号，请把这一列改成文本格式重新填写。"),
    "duplicate_account_no": N_("第 {row} 行“{column}” {was} 与第 {now} 行相同，一个户号只能有一行，请改正或删去一行。"),
    "duplicate_address": N_("第 {row} 行的房号 {was} 与第 {now} 行相同，一个房号只能有一户，请改正或删去一行。"),
    "door_taken": N_("第 {row} 行的房号 {was} 在系统里是户号 {now}，一个房号只能有一户，请核对户号和房号。"),
    "merged_away": N_("第 {row} 行的户号 {was} 已并入户号 {now}，请在名单里改成 {now} 再导入。"),
    "not_yours": N_("第 {row} 行的户号 {was} 不在您负责的范围，没有导入，请交给负责的同事。"),
    "text_too_long": N_("第 {row} 行“{column}”太长，请缩短后再导入。"),
    "negative_area": N_("第 {row} 行“{column}”是负数 {was}，面积不能小于 0，请改正。"),
    "area_unreadable": N_("第 {row} 行“{column}”“{was}”不是面积，请只填数字，例如 95.50。"),
    "formula_in_name": N_("第 {row} 行“{column}”是公式“{was}”，不是姓名，请改成文字。"),
    "formula_without_value": N_("第 {row} 行“{column}”是公式“{was}”，表里没有结果，请用 Excel 打开保存，或改成数值。"),
    "unknown_state": N_("第 {row} 行“{column}”“{was}”不认识，请写正常、报停、强制停供或未开户。"),
    "amount_missing": N_("第 {row} 行没有“{column}”，不知道欠多少，请补上金额。"),
    "amount_unreadable": N_("第 {row} 行“{column}”“{was}”不是金额，请只填数字，例如 1830.30。"),
    "amount_negative": N_("第 {row} 行“{column}”是负数 {was}，请改正，多缴的钱请在收费处办理。"),
    "season_unreadable": N_("第 {row} 行“{column}”“{was}”不是采暖季，请写成 2026-2027 这样。"),
    "already_billed": N_("第 {row} 行的户号 {was} 在 {now} 采暖季已经有应缴，名单里的金额没有导入，请核对。"),
    "owner_unknown": N_("第 {row} 行的户号 {was} 还没有户主，不知道向谁收，请先在客户档案里补上户主。"),
    "paid_shrunk": N_("第 {row} 行“{column}”{was} 元少于系统里已经记下的 {now} 元，没有导入，请核对后改正。"),
    "year_unlikely": N_("第 {row} 行“{column}”是 {was}，年份不对，请改正。"),
    "day_missing": N_("第 {row} 行没有“{column}”，不知道何时到期，请补上日期。"),
    "day_unreadable": N_("第 {row} 行“{column}”“{was}”不是日期，请按 2026-11-15 的样子填写。"),
    "day_in_future": N_("第 {row} 行“{column}”{was} 还没有到，请核对日期。"),
    "household_unknown": N_("第 {row} 行的户号 {was} 系统里没有，请核对户号，或先导入住户名单。"),
    "season_not_past": N_("第 {row} 行“{column}”{was} 不是往年，本季的应缴请用应缴名单导入。"),
    "amount_not_positive": N_("第 {row} 行“{column}”是 {was}，缴费金额应大于 0，请改正。"),
    "equal_row": N_("第 {row} 行与第 {now} 行完全相同。可能真的有两笔，也可能写重了，请选一个。"),
    "payment_known": N_("第 {row} 行：这一户 {now} 已经有一笔 {was} 元入账。是同一笔请跳过，是另一笔请都导入。"),
    "number_missing": N_("第 {row} 行没有“{column}”，请补上。"),
    "number_repeated": N_("第 {row} 行“{column}” {was} 与第 {now} 行相同，请改正或删去一行。"),
    "time_unreadable": N_("第 {row} 行“{column}”“{was}”不是时间，请按 2026-11-15 08:30 的样子填写。"),
    "order_place_missing": N_("第 {row} 行既没有户号也没有地址，不知道派到哪里，请补上。"),
    "order_text_missing": N_("第 {row} 行没有“{column}”，不知道是什么事，请补上。"),
    "due_before_received": N_("第 {row} 行答复时限 {was} 早于来单时间 {now}，请改正。"),
    "sender_unknown": N_("第 {row} 行的来单单位“{was}”没有登记，请先在“协同单位”里登记。"),
    "closed_before_opened": N_("第 {row} 行办结时间 {was} 早于受理时间 {now}，请改正。"),
    "ticket_elsewhere": N_("第 {row} 行的工单号 {was} 在系统里是户号 {now} 的，请核对。"),
    "name_needed": N_("第 {row} 行没有“{column}”，不知道是谁，请补上姓名。"),
    "phone_needed": N_("第 {row} 行“{column}”“{was}”里没有能用的电话，请改正。"),
    "role_unknown": N_("第 {row} 行“{column}”“{was}”不认识，请写户主、联系人、租户、缴费人或开发商。"),
    "owner_differs": N_("第 {row} 行写的户主是 {was}，系统里是 {now}。换户主请办过户或用住户名单，这里不改。"),
    "device_unknown": N_("第 {row} 行“{column}”“{was}”不认识，请写热量表、室温采集器等设备名称。"),
    "place_unknown": N_("第 {row} 行“{column}”“{was}”在热网里没有，请先在“小区和热网”里添加，或改成已有的名称。"),
    "machine_not_yours": N_("第 {row} 行的设备编号 {was} 已是别的范围的设备，没有导入，请核对编号，或交给负责的同事。"),
    "device_elsewhere": N_("第 {row} 行的设备 {was} 现在装在户号 {now}，请先在那一户拆下。"),
    "device_missing": N_("第 {row} 行的户号 {was} 没有登记这种设备，请先导入户内设备。"),
    "device_unclear": N_("第 {row} 行的户号 {was} 有几台这种设备，请写明设备号。"),
    "value_unreadable": N_("第 {row} 行“{column}”“{was}”不是读数，请只填数字，例如 19.5。"),
    "value_differs": N_("第 {row} 行的读数 {was} 与系统里同一时刻的 {now} 不同，读数不能改，请核对。"),
}
SENTENCES: dict[str, str] = {**_FIXED, **_WARNING, **_ERROR}
SEVERITY = {
    code: severity
    for severity, codes in ((Severity.FIXED, _FIXED), (Severity.WARNING, _WARNING), (Severity.ERROR, _ERROR))
    for code in codes
}
_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of one cell. `row` is the sheet's own number, `column` its header, `was` and `now` what it held."""

    row: int
    column: str
    code: str
    was: str = ""
    now: str = ""

    @property
    def severity(self) -> Severity:
        """How grave it is: only an error keeps the row out."""
        return SEVERITY[self.code]

    @property
    def say(self) -> Say:
        """What is wrong and what to do, for the person who made the list."""
        was = " ".join(self.was.split())
        short = was if len(was) <= _MOST_SHOWN else f"{was[:_MOST_SHOWN]}…"
        return Say(SENTENCES[self.code], row=self.row, column=self.column, was=short, now=self.now)
