"""The reader's language: chosen once, else the browser's."""

import pytest


def test_it_works(client, db):
    client.get("/language/?language=zh-hant")
    assert "登入" in client.get("/log-in/").content.decode()


@pytest.mark.parametrize(("asked", "word"), [("zh-CN,zh;q=0.9", "登录"), ("zh-TW", "登入"), ("fr", "Log in")])
def test_the_browser_is_asked_otherwise(client, db, asked, word):
    assert word in client.get("/log-in/", headers={"accept-language": asked}).content.decode()


def test_it_leads_back(client, db):
    assert client.get("/language/?language=en&next=/customers/")["Location"] == "/customers/"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_it_leads_nowhere_else(client, db, target):
    assert client.get("/language/", {"language": "en", "next": target})["Location"] == "/"


def test_a_language_we_do_not_have_is_not_kept(client, db):
    assert not client.get("/language/?language=xx").cookies
