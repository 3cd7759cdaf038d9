"""What is said when something goes wrong."""

from django.test import RequestFactory

from config import views


def test_an_unknown_page_is_said_in_the_readers_language(client, db):
    page = client.get("/nowhere/", headers={"accept-language": "zh-CN"})
    assert (page.status_code, "没有这个页面" in page.content.decode()) == (404, True)


def test_no_role_is_explained(client, django_user_model):
    client.force_login(django_user_model.objects.create(username="ada"))
    page = client.get("/")
    assert (page.status_code, b"role that you need" in page.content) == (403, True)


def test_a_failure_of_ours_touches_nothing():
    assert views.server_error(RequestFactory().get("/")).status_code == 500
