"""One of each paper, with values that a reader can check in his head."""

import io
from datetime import date, datetime
from decimal import Decimal

from pypdf import PdfReader

from heat.papers.bill import Bill, Debt
from heat.papers.notice import Notice, Owed
from heat.papers.order import Checklist, Material, WorkOrder
from heat.papers.paper import Company, Household, Line, explained
from heat.papers.receipt import Means, Receipt
from heat.rules.charging import AreaPrice, House, season_charge

COMPANY = Company("云州市暖心供热有限公司", "96111", "云州市城东大街 18 号")
HOME = Household("031020875501", "张秀英", "幸福里小区 3 号楼 2 单元 501", "K7Q2M9")
FEE = season_charge(AreaPrice(Decimal("25.00")), House(Decimal("96.40")))

BILL = Bill(
    number="ZD-2611-08814",
    issued_on=date(2026, 11, 21),
    due_on=date(2026, 11, 30),
    company=COMPANY,
    household=HOME,
    season="2026–2027",
    first_on=date(2026, 11, 1),
    last_on=date(2027, 3, 31),
    legal_days=151,
    basis="居民，按建筑面积 96.40 ㎡，供热中",
    lines=(explained(FEE.tree, FEE.fen), Line("已缴", "2026-11-02 微信", -151760)),
    debts=(Debt("2025–2026", "热费", 11224),),
    pay_url="http://127.0.0.1:8000/my/pay/08814",
    ways=("手机扫码支付；", "到营业厅，8:00–18:00。"),
    late_note="逾期每天计 0.05 % 违约金。",
)
NOTICE = Notice(
    number="TZ-2612-0127",
    issued_on=date(2026, 12, 21),
    until=date(2026, 12, 20),
    due_on=date(2027, 1, 5),
    company=COMPANY,
    household=HOME,
    seasons=(
        Owed("2025–2026", "88.00 ㎡ × 25.00 元/㎡·季", 220000, 100000, 12000, "违约金已到上限"),
        Owed("2026–2027", "88.00 ㎡ × 25.00 元/㎡·季", 220000, 0, 2200),
    ),
    pay_url="http://127.0.0.1:8000/my/pay/0127",
    ways=BILL.ways,
)
RECEIPT = Receipt(
    number="00081779",
    company=COMPANY,
    household=HOME,
    taken_at=datetime(2026, 11, 21, 10, 6, 12),  # noqa: DTZ001 - the wall clock of the counter
    cashier="2 号窗口 小赵",
    lines=(Line("2025–2026 热费", "", 11224), Line("2026–2027 热费", "96.40 ㎡ × 25.00", 89240)),
    means=(Means("现金", 110000),),
    change_fen=9536,
    check_url="http://127.0.0.1:8000/p/receipt/00081779",
)
ORDER = WorkOrder(
    number="GD-2611-0316",
    short_code="0316-K7Q2",
    company=COMPANY,
    team="城东维修一组",
    kind="不热",
    urgent=True,
    household=HOME,
    phone="138****0001",
    problem="次卧暖气片上热下凉，家里有老人。",
    due="11-21 10:48",
    printed="11-21 09:02",
    entry_url="http://127.0.0.1:8000/t/0316-K7Q2",
    technician="小张",
    facts=(("面积", "96.40 ㎡"), ("热源", "城东 3# 站 · 高区")),
    caution="独居老人，进门前先打电话。",
    progress_url="http://127.0.0.1:8000/p/progress/0316",
    checklist=Checklist(
        materials=(Material("排气阀 DN20", 1800), Material("球阀 DN20", 3200), Material("生料带", 250))
    ),
)


def pages(pdf: bytes) -> list[str]:
    """The text of each page without spaces and line ends, as a search would find it."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
