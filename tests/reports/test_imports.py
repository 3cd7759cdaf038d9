"""Imports in the browser: bring a file, name its columns, check every row, import, undo; and everything hostile."""

import io
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from customers.importing import uploads
from customers.importing.work import work_next
from customers.models import ActivityMonth, Customer, CustomerEvent, ImportRun, Subscription

pytestmark = pytest.mark.django_db

CSV = (
    "客户编号,name,start,price,plan,email\n"
    "7,Ann,2024-01-05,99,pro,a@example.com\n8,王芳,2024-02-05,49,team,b@example.com\n"
)
State = ImportRun.State


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def sent(editor):
    """Upload a file; the answer is the page that follows."""

    def send(text=CSV, kind="customers", name="customers.csv"):
        content = text.encode() if isinstance(text, str) else text
        return editor.post("/imports/upload/", {"kind": kind, "file": SimpleUploadedFile(name, content)}, follow=True)

    return send


@pytest.fixture
def brought(sent, editor):
    """Upload a file and say what its columns mean; the result is the import, checked."""

    def bring(text=CSV, kind="customers", **stated):
        sent(text, kind)
        run = ImportRun.objects.first()
        editor.post(f"/imports/{run.pk}/columns/", stated or typed(run))
        work_next()
        run.refresh_from_db()
        return run

    return bring


def typed(run, **other):
    """What the form sends for columns in the order ref, name, start, price, plan."""
    fields = ("field:ref", "field:name", "field:started_on", "field:mrr", "dimension", "")
    return {f"column.{n}": field for n, field in enumerate(fields)} | {"set.constants.currency": "EUR"} | other


def _page(client, run):
    return client.get(f"/imports/{run.pk}/").content.decode()


def test_it_works(editor, brought):
    run = brought()
    assert (run.state, Customer.objects.count()) == (State.CHECKED, 0)
    editor.post(f"/imports/{run.pk}/start/")
    work_next()
    assert Customer.objects.get(ref="7").attributes == {"plan": "pro"}
    assert "Imported" in _page(editor, run)


def test_a_guess_is_offered_with_first_values(sent):
    page = sent().content.decode()
    assert '<option value="field:ref" selected>' in page
    assert "王芳" in page


def test_who_brought_it_is_kept(brought, editor):
    assert brought().made_by.username == "editor@example.com"


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("", "a.csv", "no header"),
        ("a,a\n1,2\n", "a.csv", "same name"),
        (b"PK\x03\x04broken", "a.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0old", "a.xls", "old (.xls)"),
        (",".join(f"c{n}" for n in range(301)) + "\n", "a.csv", "301 columns"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_is_not_kept(sent, text, name, why, tmp_path):
    response = sent(text, name=name)
    assert (response.status_code, why in response.content.decode()) == (400, True)
    assert [path for path in (tmp_path / "imports").iterdir() if path.is_file()] == []


def test_without_scripts_a_large_file_is_stopped_on_its_way(sent, monkeypatch, tmp_path):
    monkeypatch.setattr(uploads, "LARGEST_WHOLE", 50)
    response = sent()
    assert "Without JavaScript a file of up to 8 MB can be sent" in response.content.decode()
    assert "Without JavaScript up to 8 MB can be sent" in response.content.decode()
    assert list((tmp_path / "imports").iterdir()) == []


@pytest.fixture
def part(editor):
    """Send a part of a file with a token of the page."""
    token = re.search('name="sent" value="([^"]+)"', editor.get("/imports/").content.decode())[1]

    def send(content, at, token=token, client=editor):
        address = f"/imports/upload/part/?{urlencode({'sent': token, 'at': at})}"
        return client.post(address, content, content_type="application/octet-stream")

    send.token = token
    return send


def test_a_file_comes_in_parts(editor, part):
    content = CSV.encode()
    assert part(content[:40], 0).json() == {"at": 40}
    assert part(content[40:], 40).json() == {"at": len(content)}
    page = editor.post("/imports/upload/", {"kind": "customers", "sent": part.token, "name": "a.csv"}, follow=True)
    assert "王芳" in page.content.decode()
    assert ImportRun.objects.get().file_name == "a.csv"


def test_a_part_that_does_not_continue_the_file_says_where_to_go_on(part):
    part(b"1234", 0)
    answer = part(b"56", 9)
    assert (answer.status_code, answer.json()) == (409, {"at": 4})


def test_sending_again_from_the_beginning_begins_anew(part, tmp_path):
    part(b"1234", 0)
    part(b"56", 0)
    assert [path.read_bytes() for path in (tmp_path / "imports").iterdir()] == [b"56"]


def test_parts_end_where_a_file_is_too_large(part, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_BYTES", 5)
    part(b"1234", 0)
    assert part(b"56", 4).status_code == 409


@pytest.mark.parametrize("at", ["", "-1", "x", "1" * 11, "²"])
def test_a_part_from_nowhere_is_refused(part, at):
    assert part(b"1", at).status_code == 400


def test_a_token_is_good_for_whom_it_was_made_and_until_the_file_is_in_use(editor, part, member, django_user_model):
    assert part(b"ref\n1\n", 0, token="forged").status_code == 400
    other = django_user_model.objects.create(username="other")
    assert part(b"ref\n1\n", 0, token=uploads.new_token(other.pk)).status_code == 400
    part(b"ref\n1\n", 0)
    editor.post("/imports/upload/", {"kind": "customers", "sent": part.token, "name": "a.csv"})
    assert part(b"ref\n2\n", 0).status_code == 400


def test_no_file_is_said(editor):
    assert b"Choose a file." in editor.post("/imports/upload/", {"kind": "customers"}).content


def test_an_upload_needs_a_token(member):
    client = member("editor", enforce_csrf_checks=True)
    assert client.post("/imports/upload/", {"kind": "customers", "file": io.BytesIO(b"ref\n1\n")}).status_code == 403


def test_a_part_needs_a_token_too(member, part):
    assert part(b"1", 0, client=member("editor", enforce_csrf_checks=True)).status_code == 403


def test_the_file_lies_under_a_random_name_for_its_owner_only(sent, tmp_path):
    sent()
    run = ImportRun.objects.get()
    assert (tmp_path / "imports" / run.stored_as).stat().st_mode & 0o777 == 0o600
    assert "customers" not in run.stored_as


def test_what_was_typed_stays_when_something_is_wrong(editor, sent):
    sent()
    run = ImportRun.objects.get()
    wrong = typed(run) | {"column.1": "field:ref", "set.lost.means_lost": "gone; <b>"}
    response = editor.post(f"/imports/{run.pk}/columns/", wrong)
    page = response.content.decode()
    assert response.status_code == 400
    assert "Two columns are chosen for the same: Reference of the customer." in page
    assert 'value="gone; &lt;b&gt;"' in page


def test_what_cannot_be_done_without_is_asked_for(editor, sent):
    sent()
    response = editor.post(f"/imports/{ImportRun.objects.get().pk}/columns/", {"column.1": "field:name"})
    assert "Choose the column that holds: Reference of the customer." in response.content.decode()


def test_days_that_can_be_read_in_two_ways_are_asked_about(sent):
    page = sent("ref,started on\n1,03/04/2024\n").content.decode()
    assert "can be read in two ways: choose below" in page
    assert '<option value="%m/%d/%Y">12/31/2025</option>' in page


def test_another_delimiter_reads_the_file_again(editor, sent):
    sent("ref;a,b\n1;2,3\n")
    run = ImportRun.objects.get()
    editor.post(f"/imports/{run.pk}/columns/", {"set.file.delimiter": ",", "set.file.encoding": "utf-8"})
    assert "ref;a" in editor.get(f"/imports/{run.pk}/columns/").content.decode()


def test_the_last_mapping_of_the_kind_is_offered(editor, brought, sent):
    run = brought()
    editor.post(f"/imports/{run.pk}/start/")
    work_next()
    sent(CSV + "9,Cy,2024-03-01,5,pro,\n")
    assert ImportRun.objects.first().mapping["columns"]["mrr"] == "price"
    assert ImportRun.objects.first().mapping["constants"] == {"currency": "EUR"}


def test_the_last_mapping_is_offered_in_todays_time_zone(editor, brought, sent, settings):
    text, columns = "ref,day\n7,2024-01-05\n", {"column.0": "field:ref", "column.1": "field:day"}
    run = brought(text, "activity", **columns)
    assert run.mapping["time_zone"] == settings.TIME_ZONE
    editor.post(f"/imports/{run.pk}/start/")
    work_next()
    settings.TIME_ZONE = "Asia/Tokyo"
    assert 'value="Asia/Tokyo"' in sent(text, "activity").content.decode()


def test_refused_rows_are_shown_and_can_be_taken_away(editor, brought):
    run = brought(CSV + "9,Cy,soon,=1+1,pro,\n")
    page = _page(editor, run)
    assert "<td>start</td>" in page
    assert '<td class="refused-value">=1+1</td>' in page
    listed = b"".join(editor.get(f"/imports/{run.pk}/errors.csv")).decode("utf-8-sig")
    assert "'=1+1" in listed


def test_crafted_headers_and_cells_are_escaped_everywhere(editor, sent):
    bad = "<script>alert(1)</script>"
    first = sent(f'ref,"{bad}"\n1,"{bad}"\n', name=f"{bad}.csv").content.decode()
    run = ImportRun.objects.get()
    editor.post(f"/imports/{run.pk}/columns/", {"column.0": "field:ref", "column.1": "field:started_on"})
    work_next()
    pages = [first, _page(editor, run), editor.get("/imports/").content.decode()]
    assert all("<script>alert" not in page for page in pages)
    assert "&lt;script&gt;" in first
    assert "&lt;script&gt;" in pages[1]


def test_nothing_of_the_file_is_logged(brought, editor, caplog):
    caplog.set_level("INFO")
    run = brought("ref,name\nSECRET-1,SECRET-2\n", **{"column.0": "field:ref"})
    editor.post(f"/imports/{run.pk}/start/")
    work_next()
    assert "SECRET" not in caplog.text + str([record.__dict__ for record in caplog.records])


def test_what_is_wrong_is_said_in_the_language_of_who_brought_it(editor, brought):
    editor.cookies["django_language"] = "zh-hans"
    assert "不是映射所要求的日期" in _page(editor, brought(CSV + "9,Cy,soon,1,pro,\n"))


def test_the_same_file_again_is_said(editor, brought):
    editor.post(f"/imports/{brought().pk}/start/")
    work_next()
    assert "was imported before with the same mapping" in _page(editor, brought())


def test_a_whole_import_is_undone(editor, brought):
    run = brought()
    editor.post(f"/imports/{run.pk}/start/")
    work_next()
    editor.post(f"/imports/{run.pk}/undo/")
    work_next()
    page = _page(editor, run)
    assert "2 rows removed" in page
    assert "editor@example.com" in page
    assert not Customer.objects.exists()


def test_a_waiting_page_looks_again_by_itself_and_by_a_link(editor, brought):
    run = brought()
    editor.post(f"/imports/{run.pk}/start/")
    page = _page(editor, run)
    assert 'hx-trigger="every 1500ms"' in page
    assert f'<a href="/imports/{run.pk}/">Look again</a>' in page


def test_one_that_nobody_works_on_says_so(editor, brought):
    run = brought()
    editor.post(f"/imports/{run.pk}/start/")
    assert "Nothing works on imports" not in _page(editor, run)
    ImportRun.objects.update(touched_at=now() - timedelta(minutes=2))
    assert "Nothing works on imports" in _page(editor, run)
    ImportRun.objects.create(kind="customers", state="running", touched_at=now())
    assert "Nothing works on imports" not in _page(editor, run)


def test_one_that_stopped_goes_on(editor, brought):
    run = brought()
    ImportRun.objects.update(state=State.STOPPED, dry_run=False)
    assert "Go on with it" in _page(editor, run)
    editor.post(f"/imports/{run.pk}/start/")
    work_next()
    assert Customer.objects.count() == 2


def test_one_whose_process_was_killed_says_so_and_can_be_undone(editor):
    run = ImportRun.objects.create(kind="customers", state="running", touched_at=now() - timedelta(hours=1))
    page = _page(editor, run)
    assert "Stopped: its process ended" in page
    assert "Undo this import" in page


def test_stopping_is_asked_of_the_process_that_works_on_it(editor):
    run = ImportRun.objects.create(kind="customers", state="running", touched_at=now())
    editor.post(f"/imports/{run.pk}/stop/")
    run.refresh_from_db()
    assert run.stop_asked


def test_a_file_can_be_given_up(editor, sent, tmp_path):
    sent()
    editor.post(f"/imports/{ImportRun.objects.get().pk}/discard/")
    assert not ImportRun.objects.exists()
    assert [path for path in (tmp_path / "imports").iterdir() if path.is_file()] == []


def test_an_import_that_was_done_is_not_given_up(editor, brought):
    run = brought()
    editor.post(f"/imports/{run.pk}/start/")
    work_next()
    editor.post(f"/imports/{run.pk}/discard/")
    assert ImportRun.objects.exists()


TABLES = {
    "spans": ("ref started_on mrr currency", "2024-01-05,9,EUR", Subscription),
    "activity": ("ref day count", "2024-01-05,9", ActivityMonth),
    "events": ("ref on kind", "2024-03-01,call", CustomerEvent),
}


@pytest.mark.parametrize("kind", TABLES)
def test_every_kind_is_checked_imported_and_undone_on_one_path(editor, brought, kind):
    fields, cells, model = TABLES[kind]
    Customer.objects.create(ref="7")
    text = f"{fields.replace(' ', ',')}\n7,{cells}\nunknown,{cells}\n"
    run = brought(text, kind, **{f"column.{n}": f"field:{name}" for n, name in enumerate(fields.split())})
    assert '<td class="refused-value">unknown</td>' in _page(editor, run)
    assert not model.objects.exists()
    editor.post(f"/imports/{run.pk}/start/")
    work_next()
    assert model.objects.get().customer.ref == "7"
    editor.post(f"/imports/{run.pk}/undo/")
    work_next()
    assert not model.objects.exists()


def test_the_mapping_can_be_taken_to_the_command(editor, brought):
    text = editor.get(f"/imports/{brought().pk}/mapping.toml").content.decode()
    assert '\nref = "客户编号"\n' in text


def test_nothing_imported_yet_says_how_to_begin(editor):
    assert b"Nothing was imported yet" in editor.get("/imports/").content


def test_viewers_are_kept_out(viewer):
    assert viewer.get("/imports/").status_code == 403
