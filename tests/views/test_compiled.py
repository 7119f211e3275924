"""Compiled templates that outlive a restart."""

from jinja2 import DictLoader, Environment

from heat.views import compiled


def drawn(data, source: str) -> str:
    return (
        Environment(loader=DictLoader({"a.html": source}), bytecode_cache=compiled.kept(data))
        .get_template("a.html")
        .render(n=3)
    )


def files(data) -> list[str]:
    return sorted(file.name for file in data.rglob("*.cache"))


def test_a_template_is_compiled_once_for_all_processes(tmp_path):
    drawn(tmp_path, "{{ n }} 户")
    [kept] = tmp_path.rglob("*.cache")
    first = kept.stat().st_ino  # whoever compiles puts a new file in its place

    assert drawn(tmp_path, "{{ n }} 户") == "3 户"
    assert kept.stat().st_ino == first


def test_a_template_that_was_changed_takes_the_place_of_the_old_one(tmp_path):
    drawn(tmp_path, "{{ n }} 户")
    before = files(tmp_path)

    assert drawn(tmp_path, "{{ n }} 间") == "3 间"
    assert files(tmp_path) == before


def test_what_another_version_has_kept_is_thrown_away(tmp_path):
    old = tmp_path / "cache" / "templates-0.0.1-3.0"
    old.mkdir(parents=True)

    compiled.kept(tmp_path)

    assert not old.exists()


def test_a_folder_where_nothing_can_be_kept_costs_no_page(tmp_path):
    (tmp_path / "data").write_text("a file")

    assert drawn(tmp_path / "data", "{{ n }} 户") == "3 户"


def test_a_disk_that_fills_up_costs_no_page(tmp_path):
    cache = compiled.kept(tmp_path)
    for folder in (tmp_path / "cache").iterdir():
        folder.rmdir()  # nothing can be written there any more

    page = Environment(loader=DictLoader({"a.html": "{{ n }}"}), bytecode_cache=cache).get_template("a.html")
    assert page.render(n=3) == "3"
