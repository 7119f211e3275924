"""Templates: nothing inline, nothing unescaped, every sentence translatable, every block found in its page."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from heat import paths

PAGES = sorted(p for p in paths.TEMPLATES.rglob("*.html") if "papers" not in p.parts)
FORBIDDEN = {
    r"\sstyle=": "style= (write a class into static/css)",
    r"\son[a-z]+=": "an event attribute (write it into static/js)",
    r"\|\s*safe\b": "|safe (text of people would become code)",
    r"hx-on": "hx-on (needs eval)",
    r"javascript:": "javascript:",
    r"<script(?![^>]*\ssrc=)": "an inline script",
    r"<style": "an inline style sheet",
    r"https?://": "an address of another site (the office may have no internet)",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)  # nearly; what is left is read again by Jinja


def test_every_template_keeps_the_rules_of_the_strict_policy():
    wrong = [
        f"{named(page)} has {meaning}"
        for page in PAGES
        for pattern, meaning in FORBIDDEN.items()
        if re.search(pattern, page.read_text())
    ]

    assert not wrong


def test_every_sentence_of_a_template_can_be_translated(walked):
    bare = {
        named(page): found
        for page in PAGES
        if CHINESE.search(TAGS.sub("", page.read_text())) and (found := untranslated(walked.jinja_env, page))
    }

    assert not bare, f'wrap it in {{{{ _("…") }}}}: {bare}'


def untranslated(environment, page: Path) -> list[str]:
    """Chinese that stands outside of all tags, as Jinja itself reads the file."""
    tree = environment.parse(page.read_text())
    return [
        data.data.strip()
        for output in tree.find_all(nodes.Output)
        for data in output.nodes
        if isinstance(data, nodes.TemplateData) and CHINESE.search(data.data)
    ]


def named(page: Path) -> str:
    return str(page.relative_to(paths.TEMPLATES))


@pytest.mark.whole
def test_every_template_can_be_read(walked):
    # an unknown filter, macro or tag is found while Jinja writes its Python; what a page has compiled stands ready
    for page in PAGES:
        walked.jinja_env.get_template(named(page))
