"""A piece of a page, asked for by a browser that names a place the page does not have, or the page itself."""

import pytest

from heat.services import office as verbs


@pytest.mark.parametrize("target", ["div#nothing", "main#main", "body#body"])
@pytest.mark.parametrize("path", ["/desk", "/me", "/admin/places", "/admin/flows/repair", "/admin/dispatch"])
def test_a_place_that_no_page_has_gets_the_whole_page(app, sign_in, monkeypatch, path, target):
    verbs.switch_on(["board"])
    # in a test an unknown place is an error, for whoever mistyped it
    monkeypatch.setitem(app.config, "TESTING", False)
    asked = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": target}

    answer = sign_in("admin").get(path, headers=asked)

    assert answer.status_code == 200
    assert "<!doctype html>" in answer.text[:20].lower()
    assert answer.headers["HX-Retarget"] == "body"
