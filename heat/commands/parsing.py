"""The parser of the command line: every answer about a command is one Chinese sentence with the way out."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from heat.words import N_, Say

# what argparse says, by the shape of its sentence, and what we say instead: argparse offers no other door to its words
_ONE = r"argument (?P<name>.+?): "
_VALUE = r"(?P<quote>['\"])(?P<value>.*)(?P=quote)"
_SENTENCES = (
    (r"the following arguments are required: (?P<names>.+)", N_("还缺 {names}")),
    (r"one of the arguments (?P<names>.+) is required", N_("还缺一个选项，这几个里要写一个：{names}")),
    (r"unrecognized arguments: (?P<value>.+)", N_("看不懂“{value}”：没有这样的选项，或者多写了内容")),
    (r"ambiguous option: (?P<value>\S+) could match (?P<names>.+)", N_("“{value}”可以是 {names}：请写完整")),
    (rf"{_ONE}invalid choice: {_VALUE} \(choose from (?P<names>.*)\)", None),
    (rf"{_ONE}invalid int value: {_VALUE}", N_("“{name}”要写整数，“{value}”不是")),
    (rf"{_ONE}invalid \w+ value: {_VALUE}", N_("“{name}”不能是“{value}”")),
    (rf"{_ONE}expected .*", N_("“{name}”后面缺内容，或内容的个数不对")),
    (rf"{_ONE}not allowed with argument (?P<value>.+)", N_("“{name}”和“{value}”只能写一个")),
    (rf"{_ONE}ignored explicit argument {_VALUE}", N_("“{name}”后面不要写内容，却写了“{value}”")),
)
_OTHERWISE = N_("这条命令写得不对（{value}）")
_NO_SUCH = N_("没有“{value}”这个{name}：可用的有 {names}")
_NOT_ONE_OF = N_("“{name}”不能是“{value}”：可用的有 {names}")
_WAY_OUT = N_("{problem}；`{prog} --help` 看说明")


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """argparse in our words; the parsers of the verbs are of this class by themselves."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, **settings, "add_help": False})
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does, but a verb refuses itself what it does not know: its own --help is the way out."""
        known, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return known, rest

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with 2, the exit code of bad use."""
        self.exit(2, f"{Say(_WAY_OUT, problem=self._problem(message), prog=self.prog)}\n")

    def _problem(self, message: str) -> Say:
        for shape, sentence in _SENTENCES:
            if found := re.fullmatch(shape, message, re.DOTALL):
                parts = found.groupdict()
                names = [name.strip("' ") for name in re.split(r", ", parts.get("names", ""))]
                if sentence is None:
                    sentence, names = self._choices(parts["name"], names)
                return Say(sentence, **{**parts, "names": "、".join(names)})
        return Say(_OTHERWISE, value=message)

    def _choices(self, name: str, names: list[str]) -> tuple[str, list[str]]:
        """The sentence about a word that is none of these, and those a person may use: some verbs are for us alone."""
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction) and action.metavar == name:
                return _NO_SUCH, [one.dest for one in action._choices_actions]
        return _NOT_ONE_OF, names
