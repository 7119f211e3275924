"""An invented town: places, people and troubles made from a seed; the same seed gives the same town everywhere.

Names are put together from common characters and mean nobody; phone numbers begin with 1420, which no operator has.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "秀英桂兰淑珍玉华建国志强文明海涛晓东春梅红霞永福长青德胜立新云飞雪松思远佳宁浩然一鸣子涵雨桐俊杰丽娟"
FIRST = "幸福锦绣滨河阳光东湖和平新华建设光明朝阳翠湖金桂银杏长安永安康宁安居乐业春晖景泰福临"
SECOND = ("里", "苑", "花园", "新村", "名邸", "家园", "小区", "雅居")
AREAS = ("56.20", "64.80", "72.35", "78.90", "84.60", "89.50", "96.40", "104.25", "118.70", "132.00")
SHOPS = ("46.00", "75.50", "120.00", "210.30")
PREFIX = "1420"


@dataclass(frozen=True)
class Home:
    """One invented household, as a list of an office would give it."""

    account_no: str
    community: str
    building: str
    entrance: str
    room: str
    owner: str
    phone: str
    area_m2: Decimal
    use_class: str
    state: str
    vacant: bool


def person(dice: random.Random) -> str:
    """An invented name of two or three characters."""
    return dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.choice((1, 2, 2, 2))))


def phone(number: int) -> str:
    """An invented mobile number; different for each number below ten million."""
    return f"{PREFIX}{number:07d}"


def communities(n: int, dice: random.Random) -> list[str]:
    """`n` different names of communities; the first is always 幸福里."""
    pairs = [FIRST[i : i + 2] + end for i in range(0, len(FIRST), 2) for end in SECOND]
    rest = [name for name in pairs if name != "幸福里"]
    dice.shuffle(rest)
    numbered = (f"{name}{part}期" for part in "二三四五六七八九" for name in rest)
    return ["幸福里", *rest, *numbered][:n]


def homes(n: int, dice: random.Random) -> Iterator[Home]:
    """`n` households: about 400 a community, buildings of 6 to 11 floors, shops on some ground floors."""
    made = 0
    for name in communities(max(1, -(-n // 400)), dice):
        for home in _community(name, made, dice):
            yield home
            made += 1
            if made == n:
                return
    # names ran out before the households did: the last community grows
    for building in range(200, 100_000):
        for home in _building("幸福里", building, made, dice):
            yield home
            made += 1
            if made == n:
                return


def _community(name: str, before: int, dice: random.Random) -> Iterator[Home]:
    made = 0
    for building in range(1, 60):
        for home in _building(name, building, before + made, dice):
            yield home
            made += 1
        if made >= 400:
            return


def _building(name: str, building: int, before: int, dice: random.Random) -> Iterator[Home]:
    floors, shops = dice.choice((6, 6, 6, 11)), dice.random() < 0.2
    number = before
    for entrance in (1, 2, 3):
        for floor in range(1, floors + 1):
            for column in (1, 2):
                number += 1
                yield _home(name, (building, entrance, floor, column), number, shops and floor == 1, dice)


def _home(name: str, place: tuple[int, int, int, int], number: int, shop: bool, dice: random.Random) -> Home:
    building, entrance, floor, column = place
    vacant = dice.random() < 0.02
    chance = dice.random()
    return Home(
        account_no=f"{310_000_000 + number}",
        community=name,
        building=str(building),
        entrance=str(entrance),
        room=f"{floor}{column:02d}",
        owner="" if vacant else person(dice),
        phone="" if vacant or dice.random() < 0.03 else phone(number),
        area_m2=Decimal(dice.choice(SHOPS if shop else AREAS)),
        use_class="非居民" if shop else "居民",
        state="supplied" if chance < 0.94 else "suspended" if chance < 0.98 else "none",
        vacant=vacant,
    )


# what people say when they call, by kind of ticket
SAID = {
    "no_heat": (
        "客厅暖气片上热下凉，昨晚开始的",
        "全屋不热，室温只有 15 度",
        "次卧一组暖气片不热",
        "地暖一路不热，放过气没有用",
        "楼上楼下都热，就我家不热，家里有老人",
        "早上还热，中午以后就凉了",
    ),
    "leak": ("阀门滴水，已经关了总阀", "暖气管接头漏水，地板泡了", "楼道立管漏水，水流到一楼", "过滤器渗水"),
    "temperature": ("申请入户测温，怀疑不到 18 度", "孩子小，想测一下室温"),
    "enquiry": ("今年热费什么时候截止", "过户需要带什么材料", "停供之后想恢复怎么办"),
    "complaint": ("上门前没有打电话", "约好上午来，下午才到"),
    "other": ("井盖松动，有人绊倒", "保温层破损，管子露在外面"),
}
WEIGHTS = {"no_heat": 50, "leak": 17, "temperature": 10, "enquiry": 13, "complaint": 5, "other": 5}


def trouble(dice: random.Random) -> tuple[str, str]:
    """What the next caller calls about: kind of ticket and words."""
    kind = dice.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
    return kind, dice.choice(SAID[kind])


def is_night(minute: int) -> bool:
    """Whether hardly anybody calls at this minute of the day: before half past six."""
    return minute < 6 * 60 + 30


def until_work(minute: int) -> int:
    """Minutes until somebody is at work who need not hurry: from half past seven in the morning to nine at night."""
    first, last = 7 * 60 + 30, 21 * 60
    return 0 if first <= minute < last else (first - minute) % (24 * 60)
