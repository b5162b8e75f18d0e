"""The server around the page: health, headers, boundaries sent once, exports, search, bad requests."""

from __future__ import annotations

import gzip
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
from html import unescape
from urllib.parse import parse_qs, urlsplit

import brotli
import pytest
from pypdf import PdfReader

from geoaid import ledger as ledgers
from geoaid.answer import answer
from geoaid.dashboard import create_app
from geoaid.dashboard.tables import ranking_table
from geoaid.findings import findings
from geoaid.render import FORMATS
from geoaid.view import LEVELS, MEASURES, View


@pytest.fixture(scope="module")
def app():
    return create_app()


@pytest.fixture
def client(app):
    return app.server.test_client()


def ask(client, query):
    """A change of the view, as the page asks for it."""
    body = {
        "output": "shown.data",
        "outputs": {"id": "shown", "property": "data"},
        "inputs": [{"id": "query", "property": "data", "value": query}],
        "changedPropIds": ["query.data"],
        "state": [],
    }
    return client.post("/_dash-update-component", json=body, headers={"Accept-Encoding": "gzip"})


def test_health(client):
    assert client.get("/healthz").json == {"status": "ok"}


def test_security_headers_are_on_every_answer(client):
    for path in ("/", "/healthz", "/_dash-layout", "/no-such-page", "/search?q=x"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_boundaries_are_compressed_immutable_and_answered_by_etag(client, app):
    page = json.dumps(client.get("/_dash-layout").json)
    for name, count in (("states", 32), ("context", 14)):
        address = re.search(rf"/shapes/[0-9a-f]+/{name}\.geojson", page)[0]
        got = client.get(address, headers={"Accept-Encoding": "br"})
        assert got.headers["Content-Encoding"] == "br"
        assert "immutable" in got.headers["Cache-Control"]
        assert len(json.loads(brotli.decompress(got.data))["features"]) == count
        again = client.get(
            address, headers={"Accept-Encoding": "br", "If-None-Match": got.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")
        plain = client.get(address, headers={"Accept-Encoding": "identity"})
        assert len(json.loads(plain.data)["features"]) == count


def test_an_unknown_boundary_file_is_not_found(client):
    assert client.get("/shapes/000000000000/states.geojson").status_code == 404
    outside = client.get("/shapes/000000000000/..%2f..%2fpyproject.toml")
    assert "build-system" not in outside.text


def test_a_change_at_municipality_level_is_small(client):
    got = ask(client, "level=municipality&flow=delivered")
    body = gzip.decompress(got.data) if got.headers.get("Content-Encoding") == "gzip" else got.data
    assert len(gzip.compress(body)) <= 10 * 1024
    paint = json.loads(body)["response"]["shown"]["data"]["paint"]
    assert len(paint["areas"]) == 47
    assert "coordinates" not in body.decode()


def test_the_answer_to_a_change_holds_the_numbers_of_the_answer(client):
    response = json.loads(gzip.decompress(ask(client, "measure=amount").data))["response"]["shown"][
        "data"
    ]
    found = answer(View(measure="amount"))
    areas = response["paint"]["areas"]
    assert {code: area[0] for code, area in areas.items()} == {
        place.code: place.class_ or 0 for place in found.places
    }
    assert "US$12,552,380.93" in json.dumps(response["compare"], ensure_ascii=False)


@pytest.mark.parametrize("ending", list(FORMATS))
def test_every_export_downloads(client, ending):
    got = client.get(f"/export/{ending}?measure=amount&lang=es")
    assert got.status_code == 200
    assert got.headers["Content-Type"].startswith(FORMATS[ending].media_type)
    assert got.headers["Content-Disposition"].endswith(f'filename="geoaid_amount_state.{ending}"')
    assert len(got.data) > 1000


def test_a_bad_export_says_why(client):
    got = client.get("/export/docx?lang=es")
    assert (got.status_code, "docx" in got.text) == (404, True)
    got = client.get("/export/png?k=99")
    assert got.status_code == 400
    assert "3 to 9" in got.text


def test_places_that_share_a_record_evenly_share_a_rank(client):
    response = json.loads(gzip.decompress(ask(client, "measure=amount").data))["response"]
    box = response["shown"]["data"]["ranking"][0]["props"]["children"]["props"]["children"][0]
    body = box["props"]["children"]["props"]["children"][-1]["props"]["children"]
    ranks = {
        row["props"]["children"][1]["props"]["children"][0]["props"]["data-place"]: row["props"][
            "children"
        ][0]["props"]["children"]
        for row in body
    }
    # Baja California has 3,423,809.53 and Michoacán 3,423,809.52 of the same records.
    assert ranks["02"] == ranks["16"] == "6–7"
    assert ranks["30"] == "–"


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("level", LEVELS)
def test_places_of_different_rank_show_different_figures(measure, level):
    table, *_ = ranking_table(answer(View(measure=measure, level=level)))
    long = table.children
    box = long.children[0] if long.className == "long" else long
    rows = box.children.children[-1].children
    shown = [(row.children[0].children, row.children[2].children) for row in rows]
    valued = [pair for pair in shown if pair[0] != "–"]
    assert len({rank for rank, _ in valued}) == len({figure for _, figure in valued})


def test_search_answers_candidates(client):
    found = client.get("/search?q=veracruz").json
    assert found[0] == {"code": "30", "name": "Veracruz", "within": ""}
    assert {"code": "30193", "name": "Veracruz", "within": "Veracruz"} in found
    assert client.get("/search?q=").json == []
    assert client.get("/search?q=" + "x" * 5000).status_code == 200


def test_a_page_is_sent_with_its_first_screen_and_no_more(client):
    index = client.get("/").get_data(as_text=True)
    assert "validation_layout" not in index
    assert 'rel="icon" href="data:' in index
    # The ranking, the tables and the records come with the live page.
    assert "US$1,453,945,029.31" not in index
    still = index.index('<div class="still">')
    drawing = index[still : index.index("</svg>", still)]
    assert len(gzip.compress(index.replace(drawing, "").encode())) <= 24 * 1024


HOST = {"Host": "geoaid.example.org", "Referer": "https://geoaid.example.org/?measure=share"}
QUERY = "measure=amount&years=2008-2015&split=none&place=30"
LINK = "https://geoaid.example.org/?measure=amount&years=2008-2015&split=none&place=30&lang=en"
PRINTED_LINK = f"View: {LINK.removeprefix('https://')}"


def pdf_links(data):
    [page] = PdfReader(io.BytesIO(data)).pages
    return {note.get_object()["/A"]["/URI"] for note in page.get("/Annots", [])}


def test_a_file_asked_for_on_the_page_says_and_links_to_its_address(client):
    def get(path):
        return client.get(f"{path}?{QUERY}", headers=HOST).data

    svg = get("/export/svg").decode()
    assert set(re.findall('<a [^>]*href="([^"]*)"', svg)) == {LINK.replace("&", "&amp;")}
    text = " ".join(ET.fromstring(svg).itertext())
    assert PRINTED_LINK.replace(" ", "") in "".join(text.split())
    # The command comes last.
    assert text.index("View: ") < text.index("Make this map again")
    pdf = get("/export/pdf")
    assert pdf_links(pdf) == {LINK}
    said = "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert PRINTED_LINK.replace(" ", "") in said
    html = get("/export/html").decode()
    assert f'<a href="{LINK.replace("&", "&amp;")}" target="_blank"' in html
    assert f">{PRINTED_LINK.removeprefix('View: ').replace('&', '&amp;')}</a>" in html
    chart = client.get(f"/chart/svg?panel=time&{QUERY}", headers=HOST).get_data(as_text=True)
    assert "panel=time" in re.findall('<a href="([^"]*)"', chart)[0]


def test_an_exports_address_holds_its_form(client):
    made = client.get("/export/svg?preset=article&measure=share")
    assert made.headers["Content-Disposition"].endswith('"geoaid_share_state_article.svg"')
    # 8 inches: 1,200 pixels at 150 dpi, 2,400 at 300.
    assert 'width="576pt"' in made.text
    assert '"preset":"article"' in ET.fromstring(made.data).findtext(".//{*}identifier")
    assert client.get("/export/svg?measure=share").data != made.data
    bad = client.get("/export/png?lang=es&preset=poster")
    assert bad.status_code == 400
    assert "print, preset: se encontró: 'poster'; se esperaba: uno de a4" in bad.text


def test_two_maps_asked_for_on_the_page_link_to_the_panel_that_shows_them(client):
    pdf = client.get("/chart/pdf?panel=pair&pair=split:none&lang=es", headers=HOST).data
    assert pdf_links(pdf) == {"https://geoaid.example.org/?panel=pair&pair=split:none&lang=es"}


def test_an_address_is_that_of_the_request_and_of_no_other(client):
    there = client.get(f"/export/svg?{QUERY}", headers=HOST).data
    here = client.get(f"/export/svg?{QUERY}").data
    assert b"http://localhost/?measure=amount" in here
    assert b"example.org" not in here
    assert client.get(f"/export/svg?{QUERY}", headers=HOST).data == there
    odd = client.get(f"/export/svg?{QUERY}", headers=HOST | {"Referer": "https://evil.example/"})
    assert b"evil" not in odd.data


def test_the_first_words_are_in_the_readers_language(client):
    assert "Cargando…" in client.get("/?lang=es").get_data(as_text=True)
    assert "Loading…" in client.get("/?lang=en").get_data(as_text=True)


def shared(client, query):
    """What a link tells of itself: its title and its ``og:`` properties, unescaped."""
    page = client.get(f"/?{query}").get_data(as_text=True)
    found = dict(re.findall(r'<meta property="(og:[a-z:]+)" content="([^"]*)">', page))
    title = re.search(r"<title>([^<]*)</title>", page)[1]
    return {name: unescape(words) for name, words in (found | {"title": title}).items()}


def test_a_link_tells_of_its_view_before_it_is_opened(client):
    told = shared(client, "place=20&measure=amount&lang=es")
    assert told["title"] == told["og:title"]
    assert told["title"].startswith("Oaxaca: asistencia de seguridad")
    view = View(measure="amount", lang="es")
    assert told["og:description"] == findings(answer(view)).headline
    assert told["og:url"] == "http://localhost/?measure=amount&place=20&lang=es"
    assert shared(client, "place=30087")["title"].startswith("Xalapa, Veracruz: ")
    assert shared(client, "")["title"] == "geoaid: U.S. security assistance to Mexico by place"
    got = client.get(told["og:image"].removeprefix("http://localhost"))
    assert got.headers["Content-Type"] == "image/png"
    width, height = struct.unpack(">II", got.data[16:24])
    assert [str(width), str(height)] == [told["og:image:width"], told["og:image:height"]]
    assert (width, height) == (1200, 630)


def test_what_a_link_tells_is_text(client):
    page = client.get('/?find="><script>alert(1)</script>&lang=es').get_data(as_text=True)
    assert "<script>alert" not in page
    told = shared(client, 'find="><script>alert(1)</script>')
    assert parse_qs(urlsplit(told["og:url"]).query)["find"] == ['"><script>alert(1)</script>']


def test_messages_about_an_address_of_nonsense_stay_short(client):
    long = notice_of(client, f"place={'9' * 3000}")
    assert "place: “999" in long
    assert len(long) < 700
    keys = notice_of(client, "&".join(f"x{number}=1" for number in range(60)))
    assert "does not know (x0)" in keys
    assert "55 more parts of the link" in keys
    assert "x9" not in keys


def notice_of(client, query):
    response = json.loads(gzip.decompress(ask(client, query).data))["response"]["shown"]["data"]
    paragraphs = response["notice"][0]["props"]["children"]
    return "\n".join(paragraph["props"]["children"] for paragraph in paragraphs)


def test_hostile_text_stays_text(app):
    row = {
        "id": "X",
        "title": "<script>alert(1)</script>",
        "program_area": "other",
        "flow": "delivered",
        "amount_usd": "5",
        "places": "30 Veracruz",
        "source_id": "S",
        "note": "<img src=x onerror=alert(1)>",
    }
    source = {"source_id": "S", "title": "=cmd()", "publisher": "p", "url": "javascript:alert(1)"}
    book = ledgers.from_rows([row], sources={"S": source})
    client = create_app(book).server.test_client()
    headers = {"Referer": "http://localhost/?place=30&lang=%22%3E%3Cscript%3E"}
    layout = client.get("/_dash-layout", headers=headers).get_data(as_text=True)
    # As text of a tree, which the page's script never reads as HTML.
    for path in ("/records?place=30", "/record?record=X"):
        assert "<script>alert(1)</script>" in json.dumps(client.get(path).json)
    assert '"href": "javascript' not in layout
    assert '"href":"javascript' not in layout
    index = client.get("/?lang=%22%3E%3Cscript%3E").get_data(as_text=True)
    assert '"><script>' not in index


def test_two_apps_keep_their_ledgers_apart():
    book = ledgers.from_rows(
        [
            {
                "id": "A",
                "title": "One",
                "program_area": "other",
                "flow": "delivered",
                "amount_usd": "5",
                "places": "30 Veracruz",
                "source_id": "S",
            }
        ]
    )
    mine = create_app(book).server.test_client().get("/_dash-layout").get_data(as_text=True)
    bundled = create_app().server.test_client().get("/_dash-layout").get_data(as_text=True)
    assert "10 of the 14 programmes" in bundled
    assert "10 of the 14 programmes" not in mine


def test_the_same_question_has_the_same_answer_from_memory(client):
    first, again = ask(client, "measure=share"), ask(client, "measure=share")
    assert first.data == again.data
    assert first.headers["Content-Encoding"] == again.headers["Content-Encoding"]
    assert "Content-Security-Policy" in again.headers
    other = ask(client, "measure=share&k=3")
    assert other.data != first.data


def test_what_is_kept_depends_on_the_readers_language(client):
    body = {
        "output": "shown.data",
        "outputs": {"id": "shown", "property": "data"},
        "inputs": [{"id": "query", "property": "data", "value": "years=2010"}],
        "changedPropIds": ["query.data"],
        "state": [],
    }
    texts = [
        client.post("/_dash-update-component", json=body, headers={"Accept-Language": lang}).json[
            "response"
        ]["shown"]["data"]["headline"]
        for lang in ("en", "es", "en")
    ]
    assert texts[0] == texts[2] != texts[1]
