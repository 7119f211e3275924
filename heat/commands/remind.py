"""heat remind."""

import argparse
import json
from datetime import date

from heat import clock
from heat.rules.reminders import REASONS
from heat.services import install, outbox, reminders
from heat.words import N_, Refused, Say


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("remind", help="按规则发送缴费提醒")
    verb.add_argument("--on", metavar="2026-11-15", help="哪一天，默认今天")
    verb.add_argument("--check", action="store_true", help="只预演，不发送")
    verb.add_argument("--json", action="store_true", help="以 JSON 回答，给程序读")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Send what the rules send on that day and empty the outbox; with --check only tell what would go out."""
    on = _day(args.on) if args.on else clock.today()
    install.open_office()
    plan = reminders.rehearse(on) if args.check else reminders.remind(on)
    if not args.check:
        while outbox.pump():
            pass
    skipped = [{"account_no": debt.account_no, "reason": reason} for debt, reason in plan.skipped]
    if args.json:
        answer = {"on": on.isoformat(), "sent": len(plan.going), "already": plan.already, "skipped": skipped}
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    verb = "将" if args.check else "已"
    print(f"{on}：{verb}提醒 {len(plan.going)} 户，此前已提醒 {plan.already} 户，已缴清 {plan.paid} 户")
    for reason, n in plan.reasons.items():
        print(f"  跳过 {n} 户：{REASONS[reason]}")
    return 0


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused(Say(N_("日期“{day}”看不懂，请写成 2026-11-21"), day=typed)) from None
