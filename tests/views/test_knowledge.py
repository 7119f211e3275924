"""The knowledge base through HTTP: ready-made articles, found while typing, written, published, compared, answered with."""

import pytest

from heat import clock, db
from heat.models import Ticket
from heat.queries import articles as queries
from heat.services import articles, entry_code
from heat.services import office as verbs
from tests import make
from tests.counting import queries_of


@pytest.fixture
def home(office) -> int:
    verbs.switch_on(["knowledge", "hall"])
    return make.household(account_no="300501")


@pytest.fixture
def agent(home, sign_in):
    return sign_in("agent")


@pytest.fixture
def manager(home, sign_in):
    return sign_in("manager")


def form(**more):
    told = {
        "title": "冬天出门暖气怎么调",
        "short": "调低不要关，防冻。",
        "text": "## 出门\n- 阀门留一点",
        "words": "出差 旅游",
    }
    return told | {"kinds": ["enquiry"], "review_on": "2027-09-01", "note": "", "hall": ""} | more


def written(manager, **more) -> int:
    """An article of one's own, published."""
    answer = manager.post("/knowledge/new", data=form(publish="1") | more)
    return int(answer.headers["Location"].rsplit("/", 1)[-1])


def article(title: str) -> int:
    return next(row.id for row in queries.listed() if title in row.said.title)


def test_the_module_begins_with_what_callers_ask_most(agent):
    page = agent.get("/knowledge").text

    assert all(words in page for words in ("自己查这几处", "漏水先关哪个阀", "报停", "测温", "热费怎么缴"))
    assert len(queries.listed()) >= 15


def test_switching_it_on_twice_puts_nothing_in_twice(agent):
    n = db.value("SELECT count(*) FROM design_version")

    verbs.switch_on(["knowledge"])

    assert db.value("SELECT count(*) FROM design_version") == n


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("次卧上热下凉，有水声", "怎么排气"),
        ("暖气片有气", "怎么排气"),
        ("我家地暖不热怎么办", "地暖不热"),
        ("请问怎么报停", "报停"),
        ("开发票抬头写错了", "发票"),
        ("量一下温度不达标要退费", "测温"),
    ],
)
def test_while_it_is_typed_the_article_that_fits_stands_below(agent, words, title):
    part = agent.part(f"/knowledge/suggest?text={words}&kind=enquiry", "known").text

    assert title in part
    assert part.count("known-line") <= 3


def test_before_a_word_is_typed_the_type_alone_suggests(agent):
    assert "漏水先关哪个阀" in agent.part("/knowledge/suggest?text=&kind=leak", "known").text
    assert "known-line" in agent.get("/desk").text


def test_words_of_no_article_suggest_nothing(agent):
    assert "没有合适的文章" in agent.part("/knowledge/suggest?text=猪肉多少元一斤&kind=other", "known").text


def test_a_suggestion_is_read_beside_the_intake(agent):
    number = article("怎么排气")

    part = agent.part(f"/knowledge/{number}", "article").text

    assert "说给客户听" in part
    assert 'form="intake"' in part
    assert queries.one(number).views == 1


def test_a_question_is_closed_at_the_desk_with_the_article_in_its_log(agent, home):
    data = {
        "kind": "enquiry",
        "text": "怎么报停",
        "household": home,
        "once_key": "k1",
        "solve": article("报停（停热）"),
    }

    answer = agent.post_part("/desk/take", "caller", data)

    ticket = Ticket.get()
    assert ticket.state == "closed"
    assert "已按知识库解答，工单办结" in answer.text
    page = agent.get(f"/tickets/{ticket.number}").text
    assert "《报停（停热）怎么办》第 1 版" in page
    assert queries.one(article("报停（停热）")).solved == 1


def test_an_article_may_be_added_to_a_ticket_that_goes_on(agent, home):
    data = {"kind": "no_heat", "text": "上热下凉", "household": home, "once_key": "k1", "cite": article("怎么排气")}

    agent.post("/desk/take", data=data)

    assert Ticket.get().state == "new"
    assert [one.title for one in queries.of_ticket(Ticket.get().id)] == ["暖气里有气，怎么排气"]


def test_an_article_that_is_gone_does_not_cost_the_ticket(agent, home):
    answer = agent.post("/desk/take", data={"kind": "enquiry", "text": "x", "household": home, "solve": "999999"})

    assert answer.status_code == 303
    assert Ticket.get().state == "new"


def test_an_open_ticket_is_answered_from_its_page(agent, home, office):
    ticket = make.ticket(office.actor("agent"), home, "enquiry", "怎么开发票")
    assert "收据、发票怎么开" in agent.get(f"/tickets/{ticket.number}").text

    agent.post(f"/knowledge/{article('收据、发票')}/answer", data={"ticket": ticket.id, "solved": "1"})

    assert Ticket.get().state == "closed"


def test_a_ticket_of_another_branch_cannot_be_answered(home, office, app):
    from heat.services import sessions
    from tests.critic import Client

    ticket = make.ticket(office.actor("agent"), home, "enquiry", "怎么开发票")
    stranger = make.clerk(make.branch(), "agent")
    browser = Client(app)
    browser.set_cookie("sid", sessions.open_for_staff(stranger.id, ("agent",)))

    assert browser.post(f"/knowledge/{article('发票')}/answer", data={"ticket": ticket.id}).status_code == 404


def test_who_writes_needs_another_to_publish(agent, sign_in):
    number = int(agent.post("/knowledge/new", data=form()).headers["Location"].rsplit("/", 1)[-1])
    assert "冬天出门" not in sign_in("cashier").get("/knowledge").text
    assert sign_in("cashier").get(f"/knowledge/{number}").status_code == 404
    assert agent.post(f"/knowledge/{number}/publish").status_code == 403

    sign_in("manager").post(f"/knowledge/{number}/publish")

    assert "冬天出门" in agent.part("/knowledge/suggest?text=出差&kind=", "known").text


def test_versions_are_kept_compared_and_restored(manager):
    number = written(manager)
    manager.post(f"/knowledge/{number}/edit", data=form(short="调到最低，别关死。", publish="1"))

    page = manager.get(f"/knowledge/{number}/compare?from=1&to=2").text
    assert "调低不要关" in page
    assert "调到最低" in page
    assert "以前的第 1 版" in manager.get(f"/knowledge/{number}?v=1").text

    manager.post(f"/knowledge/{number}/restore", data={"version": "1"})
    manager.post(f"/knowledge/{number}/publish")
    row = queries.one(number)
    assert (row.version, row.said.short) == (3, "调低不要关，防冻。")


def test_what_is_published_cannot_be_changed_in_the_file(manager):
    written(manager)

    with pytest.raises(Exception, match="design_version"):
        db.run("UPDATE design_version SET body = '{}' WHERE published_at IS NOT NULL")


def test_of_two_writers_the_second_is_told_and_keeps_what_was_typed(manager):
    number = written(manager)
    seen = manager.get(f"/knowledge/{number}/edit").text.partition('name="seen" value="')[2][:16]
    manager.post(f"/knowledge/{number}/edit", data=form(short="第一个人写的", seen=seen))

    answer = manager.post(f"/knowledge/{number}/edit", data=form(short="第二个人写的", seen=seen))

    assert answer.status_code == 409
    assert "刚被别人改过" in answer.text
    assert "第二个人写的" in answer.text


def test_what_is_due_for_review_is_listed(manager):
    written(manager, review_on="2026-11-21")
    written(manager, title="另一篇", review_on="2026-11-22")

    page = manager.get("/knowledge?view=due").text

    assert "冬天出门" in page
    assert "另一篇" not in page


def test_a_retired_article_is_found_nowhere_and_comes_back(manager, agent):
    number = written(manager)
    manager.post(f"/knowledge/{number}/retire")
    assert "冬天出门" not in agent.part("/knowledge/suggest?text=出差旅游&kind=", "known").text
    assert "冬天出门" in manager.get("/knowledge?view=retired").text

    manager.post(f"/knowledge/{number}/bring-back")

    assert "冬天出门" in agent.part("/knowledge/suggest?text=出差旅游&kind=", "known").text


def test_a_draft_is_thrown_away(manager):
    number = written(manager)
    manager.post(f"/knowledge/{number}/edit", data=form(short="改坏了"))

    manager.post(f"/knowledge/{number}/drop")

    assert "改坏了" not in manager.get(f"/knowledge/{number}").text
    assert manager.post(f"/knowledge/{number}/drop").status_code == 409


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "请填写标题"),
        ({"short": "x" * 201}, "说给客户听最多 200 个字"),
        ({"words": " ".join(f"w{n}" for n in range(31))}, "关键词最多 30 个"),
        ({"review_on": "明年"}, "不是日期"),
    ],
)
def test_what_cannot_be_kept_is_said_by_its_field(manager, wrong, sentence):
    answer = manager.post("/knowledge/new", data=form(text="正文还在") | wrong)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "正文还在" in answer.text


def test_no_tag_of_a_writer_reaches_a_page(manager):
    number = written(manager, text="<script>alert(1)</script>\n## <b>头</b>\n- **<i>重</i>**")

    page = manager.get(f"/knowledge/{number}").text

    assert "<script>alert" not in page
    assert "&lt;b&gt;头" in page
    assert "<strong>&lt;i&gt;重" in page


def test_the_preview_shows_the_marks(manager):
    assert "<strong>水</strong>" in manager.post_part("/knowledge/preview", "preview", {"text": "放**水**"}).text


def test_each_reader_has_one_vote(agent, sign_in):
    number = article("怎么排气")
    agent.post(f"/knowledge/{number}/vote", data={"useful": "1"})
    agent.post(f"/knowledge/{number}/vote", data={"useful": "0"})
    sign_in("cashier").post_part(f"/knowledge/{number}/vote", "x", {"useful": "1"})

    row = queries.one(number)
    assert (row.useful, row.useless) == (1, 1)


def test_the_search_box_finds_articles(agent):
    assert "暖气里有气" in agent.part("/search?q=排气", "top-hits").text


def test_with_the_module_off_nothing_of_it_shows(sign_in, office):
    agent = sign_in("agent")

    assert agent.get("/knowledge").status_code == 404
    assert "known" not in agent.get("/desk").text
    assert "/knowledge" not in agent.get("/desk").text


def test_many_articles_cost_no_more_questions(manager):
    few = queries_of(lambda: manager.get("/knowledge"))
    for n in range(5):
        written(manager, title=f"第{n}篇")

    assert queries_of(lambda: manager.get("/knowledge")) <= few


@pytest.fixture
def family(home, client):
    client.post("/my/enter/paper", data={"account_no": "300501", "code": entry_code.entry_code(home)})
    return client


def test_a_stranger_reads_what_is_for_households_only(home, client):
    page = client.get("/my/help").text

    assert "漏水先关哪个阀" in page
    assert "漏水来电要问清" not in page
    assert client.get(f"/my/help/{article('漏水来电要问清')}").status_code == 404
    assert "两个都要关" in client.get(f"/my/help/{article('漏水先关')}").text


def test_a_household_finds_by_its_own_words_and_votes(family):
    assert "怎么排气" in family.get("/my/help?q=暖气咕噜响").text
    number = article("怎么排气")

    family.post(f"/my/help/{number}/vote", data={"useful": "1"})

    row = queries.one(number)
    assert (row.hall_useful, row.useful) == (1, 0)


def test_while_a_repair_is_written_an_article_may_spare_it(family):
    part = family.part("/my/help/suggest?tile=room&text=上面凉下面热", "help-known").text
    assert "怎么排气" in part

    page = family.post(f"/my/help/{article('怎么排气')}/vote", data={"useful": "done"}, follow_redirects=True).text

    assert "没有新建报修" in page
    assert Ticket.select().count() == 0


def test_the_elder_version_has_help_too(family):
    assert "data-elder" in family.get("/my/help?elder=1").text


def test_help_is_closed_with_its_module(office, client):
    verbs.switch_on(["hall"])

    assert client.get("/my/help").status_code == 404


def test_an_office_keeps_what_it_has_written_over_a_built_in_article(manager):
    number = article("怎么排气")
    manager.post(f"/knowledge/{number}/edit", data=form(title="我们的排气办法", publish="1"))

    articles.install()

    assert queries.one(number).said.title == "我们的排气办法"


def test_a_reviewed_article_says_until_when(manager, today):
    number = written(manager, review_on="2026-11-20")

    assert queries.one(number).due
    with clock.stopped(today.replace(day=19)):
        assert not queries.one(number).due
