"""One's own page: how it looks and which keys answer is each person's choice, kept by the browser."""


def kept(client, name: str) -> str | None:
    cookie = client.get_cookie(name)
    return cookie and cookie.value


def test_keys_of_one_letter_answer_until_somebody_switches_them_off(sign_in):
    client = sign_in("agent")
    assert 'data-keys="off"' not in client.get("/desk").text

    answer = client.post("/look", data={"keys": "off"}, headers={"Referer": "http://localhost/me"})

    assert answer.headers["Location"] == "/me"
    assert 'data-keys="off"' in client.get("/desk").text


def test_switching_keys_leaves_the_theme_alone(sign_in):
    client = sign_in("agent")
    client.post("/look", data={"theme": "dark"})
    client.post("/look", data={"keys": "off"})

    assert (kept(client, "theme"), kept(client, "keys")) == ("dark", "off")


def test_a_taste_nobody_offers_is_the_usual_one(sign_in):
    client = sign_in("agent")
    client.post("/look", data={"theme": "pink", "keys": "perhaps"})

    assert (kept(client, "theme"), kept(client, "keys")) == ("auto", "on")
