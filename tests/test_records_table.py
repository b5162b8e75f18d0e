"""The list of records: found, sorted, opened, downloaded; the search box; in a browser and below it."""

from __future__ import annotations

import csv
import io
import itertools
import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import numpy as np
import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st

from geoaid import ledger as ledgers
from geoaid import placement, places, records, text
from geoaid.answer import answer
from geoaid.dashboard import cards, create_app, panels
from geoaid.dashboard.recordsite import found
from geoaid.dashboard.recordtable import PAGE_RECORDS
from geoaid.ledger.check import split_places
from geoaid.ledger.documents import further
from geoaid.records import words
from geoaid.records.listing import listing
from geoaid.records.reasons import reasons
from geoaid.records.search import search
from geoaid.render import recordlist
from geoaid.render.remake import remake
from geoaid.view import COLUMNS, LANGUAGES, LEVELS, SPLITS, View
from tests import hostile
from tests.browser import Visit
from tests.strategies import books, views

pytestmark = pytest.mark.xdist_group("page-2")


@pytest.fixture(scope="module")
def book():
    return ledgers.bundled()


@pytest.fixture(scope="module")
def client():
    return create_app().server.test_client()


def ids(book, view):
    return [book.rows[row]["id"] for row in listing(book, view).rows]


# ---- what is in the list ----


def test_without_a_place_the_list_holds_every_record_in_view(book):
    assert ids(book, View()) == [record.id for record in records.in_view(book, View())]
    assert len(ids(book, View())) == 155
    assert ids(book, View(place="30")) == [r.id for r in records.behind(book, View(), "30")]


@pytest.mark.parametrize(
    ("typed", "record"),
    [
        ("XALAPA academy", "P-VERACAD"),
        ("xalapa academ", "P-VERACAD"),
        ("p-veracad", "P-VERACAD"),
        ("mexico city oriente", "P-ACA-CDMX"),
        ("ciudad de mexico oriente", "P-ACA-CDMX"),
        ("estado de derecho xalapa", "P-VERACAD"),
        ("rule of law xalapa", "P-VERACAD"),
        ("Altiplano Libertad Oaxaca", "P-PRISON14"),
        ("conflict MXTODAY essay", "P-EQ0810"),
    ],
)
def test_words_are_found_in_any_cell_any_name_and_either_language(book, typed, record):
    assert record in ids(book, View(find=typed))


@pytest.mark.parametrize(
    ("typed", "is_meant"),
    [
        ("weak", lambda row: row["evidence"] == "weak"),
        ("débil", lambda row: row["evidence"] == "weak"),
        ("US$25,000,000", lambda row: row["amount_usd"] == "25000000"),
        ("25000000", lambda row: row["amount_usd"] == "25000000"),
    ],
)
def test_what_the_table_shows_is_found(book, typed, is_meant):
    found_ = listing(book, View(find=typed)).rows
    assert found_
    wanted = {n for n in listing(book, View()).rows if is_meant(book.rows[n])}
    assert wanted & set(found_)
    if "000" not in typed:
        assert set(found_) <= wanted


def test_typos_are_forgiven_in_the_list_as_in_the_box_at_the_top(client):
    data = client.get("/records?find=prevnci").json
    assert "spelled like" in data["said"]
    assert "prevencion" in data["said"]
    assert json.dumps(data["rows"]).count("data-row") > 5


def test_a_name_of_several_words_means_the_place(book):
    assert ids(book, View(find="Estado de México")) == ids(book, View(find="state of mexico"))
    named = {record.id for record in records.behind(book, View(), "15")}
    assert named == set(ids(book, View(find="Estado de México")))


def test_an_empty_list_says_what_would_find_something(client):
    shown_ = json.dumps(client.get("/records?find=helicopter+weak").json["rows"])
    assert '"data-find": "helicopter"' in shown_
    assert "alone: 6 records" in shown_
    shown_ = json.dumps(client.get("/records?find=helicopter&place=31").json["rows"])
    assert "6 records of the whole country hold them" in shown_


@given(books(), views(), st.sampled_from(LANGUAGES))
def test_the_words_of_how_money_counts_find_exactly_what_the_bookkeeping_adds_up(book, view, lang):
    view = view.but(lang=lang, place=None)
    found_ = answer(view, book)
    net = records.counted(book, view).net.cents
    for flow, part in [("", found_.identity), *found_.by_flow.items()]:
        for kind in records.KINDS:
            asked = f'"{words.phrase(lang, kind, flow)}"'
            rows = listing(book, view.but(find=asked)).rows
            assert sum(int(net[row]) for row in rows) == round(getattr(part, f"{kind}_usd") * 100)
    regional = listing(book, view.but(find=f'"{words.phrase(lang, "region")}"')).rows
    assert sum(int(net[row]) for row in regional) == round(found_.region_only_usd * 100)


def test_every_word_must_be_there(book):
    assert ids(book, View(find="helicopter veracruz zebra")) == []
    assert set(ids(book, View(find="xalapa academy"))) <= set(ids(book, View(find="xalapa")))


def test_amounts_sort_by_size_and_what_has_none_comes_last(book):
    def amounts(sort):
        rows = listing(book, View(sort=sort)).rows
        return [int(book.cents[row]) if book.has_amount[row] else None for row in rows]

    down, up = amounts("-amount"), amounts("amount")
    having = [one for one in down if one is not None]
    assert having == sorted(having, reverse=True)
    assert [one for one in up if one is not None] == having[::-1]
    assert down[len(having) :] == up[len(having) :] == [None] * (155 - len(having))


def test_titles_sort_without_regard_to_accents_and_case():
    rows = [
        {"id": str(n), "title": title, "program_area": "other", "flow": "planned"}
        for n, title in enumerate(["zeta", "Árbol", "beta", "arco", "Álamo"])
    ]
    book = ledgers.from_rows(rows)
    titles = [book.rows[row]["title"] for row in listing(book, View(sort="title")).rows]
    assert titles == ["Álamo", "Árbol", "arco", "beta", "zeta"]


@given(books(), views(), st.sampled_from([None, *COLUMNS]), st.booleans())
def test_sorting_loses_and_adds_no_record(book, view, column, down):
    plain = view.but(sort=None)
    sort = f"-{column}" if column and down else column
    assert sorted(listing(book, view.but(sort=sort)).rows) == sorted(listing(book, plain).rows)


# ---- why a record is counted as it is ----


@given(books(), views())
def test_what_each_place_gets_adds_up_to_the_net_amount(book, view):
    kinds = {"own_one": "own", "own_within": "own", "shared": "shared", "state_only": "state_only"}
    for row in range(len(book.rows)):
        why, [record] = reasons(book, view, row), records.at(book, view, [row])
        assert bool(why.left_out) == (not record.is_in_view) == (why.reason == "outside")
        if record.is_in_view:
            assert kinds.get(why.reason, "not_placed") == record.kind
        given_ = [share.usd for share in why.shares]
        if given_ and None not in given_:
            assert round(sum(given_), 2) == record.net_usd


@given(books(), views(), st.sampled_from(LEVELS), st.sampled_from(SPLITS))
def test_what_each_place_gets_of_a_record_is_what_the_map_gives_it(book, view, level, split):
    view = view.but(level=level, split=split)
    net = placement.net_amounts(book, placement.in_view(book, view))
    parts = placement.parts(book, view, net, level)
    whole = placement.place(book, view, net, level)
    total = np.zeros(len(parts.codes), dtype=np.int64)
    np.add.at(total, parts.place, parts.cents)
    assert total.tolist() == whole.dealt.tolist()
    for row in range(len(book.rows)):
        # The record alone, as placement deals it.
        cents = np.where(np.arange(len(net.cents)) == row, net.cents, 0)
        alone = replace(net, cents=cents)
        placed = placement.place(book, view, alone, level)
        dealt = dict(zip(placed.codes, placed.dealt.tolist(), strict=True))
        why, [record] = reasons(book, view, row), records.at(book, view, [row])
        given_ = {one.code: round((one.usd or 0) * 100) for one in why.shares}
        assert {code: cents for code, cents in dealt.items() if cents} == {
            code: cents for code, cents in given_.items() if cents
        }
        assert all(one.is_placed == (places.level_of(one.code) == level) for one in why.shares)
        if why.shares and record.kind in ("own", "state_only"):
            assert any(one.is_placed for one in why.shares) == (record.kind == "own")
        for one in why.shares:
            inner = [part.usd for part in one.named]
            if inner and None not in inner:
                assert round(sum(inner), 2) == one.usd


def test_a_card_gives_no_municipality_what_is_known_only_to_its_state(client):
    query = "level=municipality&measure=amount"
    card = client.get(f"/record?record=P-REINSERTA&{query}").get_data(as_text=True)
    assert "no municipality gets it" in card
    assert "What each place gets" not in card
    assert "What stays with each state of US$" in card
    assert card.count("stays with the state: no municipality gets it") == 3
    card = client.get(f"/record?record=P-JAL&{query}").get_data(as_text=True)
    assert "stays with the state: no municipality gets it" in card
    assert "What each place gets" in client.get("/record?record=P-REINSERTA").get_data(True)


def test_a_card_groups_the_municipalities_of_a_state_under_what_it_gets(client, book):
    card = json.dumps(client.get("/record?record=P-JPV").json, ensure_ascii=False)
    whole = int(book.cents[records.row_of(book, "P-JPV")]) / 100
    cities = [code for code, _ in split_places(book.rows[records.row_of(book, "P-JPV")]["places"])]
    of_state = [code for code in cities if code.startswith("19")]
    share = text.exact_money(round(whole * len(of_state) / len(cities), 2))
    assert f"19 · {share} · {len(of_state)} of the {len(cities)} places named" in card


@given(books(), views(), st.sampled_from(["02", "19", "02001", "19039"]), st.sampled_from(SPLITS))
def test_the_parts_of_a_place_add_up_to_its_amount(book, view, place, split):
    view = view.but(place=place, split=split, measure="amount", find="")
    figures = answer(view, book).place(place)
    parts = records.dealt_to(book, view, place)
    assert set(parts) <= set(listing(book, view).rows)
    given_ = [cents for cents in parts.values() if cents is not None]
    if figures is not None and figures.amount_usd is not None:
        assert sum(given_) == round(figures.amount_usd * 100)
    else:
        assert sum(given_) == 0


def test_a_place_is_rebuilt_from_its_records_on_the_page_and_in_the_file(client, book):
    query = "place=14&measure=amount"
    amount = answer(View.from_query(query), book).place("14").amount_usd
    data = client.get(f"/records?{query}").json
    shown_ = json.dumps(data["rows"], ensure_ascii=False)
    assert "Part of Jalisco" in shown_
    assert f"Sum of the {data['said'].split()[0]} records listed" in shown_
    assert text.exact_money(amount) in shown_[shown_.index("Sum of") - 400 :]
    got = client.get(f"/records.csv?{query}").data.decode("utf-8-sig")
    parts = [row["part_usd"] for row in csv.DictReader(io.StringIO(got))]
    assert round(sum(float(part) for part in parts if part), 2) == amount
    assert "Part of" not in json.dumps(client.get("/records?place=14").json)
    panel = panels.records_panel(View.from_query(query), book)[1]
    assert f"Its amount is {text.exact_money(amount)}" in panel.children


def test_the_list_of_a_place_says_its_programmes_and_is_grouped_by_them(client, book):
    data = client.get("/records?place=08&columns=counted,programme&sort=programme").json
    assert data["said"] == "22 records of 16 programmes behind Chihuahua"
    rows = listing(book, View(place="08", sort="programme")).rows
    heads = [int(book.programme[row]) for row in rows if book.programme[row] >= 0]
    assert len(set(heads)) == 16
    assert len([1 for a, b in itertools.pairwise(heads) if a != b]) == 15
    shown_ = json.dumps(data["rows"])
    assert "; a programme" in shown_
    assert "within a programme" in shown_
    counted = [cards.counted("en", record) for record in records.at(book, View(), rows)]
    assert all(counted)


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("places: HORIZ2017", [("HORIZ2017", "places")]),
        ("places: RAZON2024, VANG2024", [("RAZON2024", "places"), ("VANG2024", "places")]),
        ("also V_A; V_B2", [("V_A", "also"), ("V_B2", "also")]),
        ("area 2; also MPD2018 second point", []),
        ("award SWHARC11F0039", []),
        ("also FBI", []),
        ("p. 14", []),
        ("", []),
    ],
)
def test_the_keys_of_further_documents_are_read_where_the_cell_is_exact(cell, keys):
    assert [(one.key, one.kind) for one in further(cell, {})] == keys


def test_further_documents_stand_with_title_and_link_or_as_not_known(client, book):
    card = json.dumps(client.get("/record?record=P-PREVI").json, ensure_ascii=False)
    assert "Places named by" in card
    assert book.sources["RAZON2024"]["title"] in card
    assert book.sources["RAZON2024"]["url"] in card
    assert "key VANG2024: this document is not in the table of sources" in card
    spanish = client.get("/record?record=P-PREVI&lang=es").json["card"]
    assert "clave VANG2024" in json.dumps(spanish, ensure_ascii=False)
    got = client.get("/records.csv").data.decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(got)) if row["id"] == "P-JPV")
    assert row["more_sources"].startswith(f"HORIZ2017: {book.sources['HORIZ2017']['title']}")
    whole = openpyxl.load_workbook(io.BytesIO(client.get("/export/xlsx").data))
    listed = {row[0]: row[1] for row in whole["sources"].values}
    assert listed["HORIZ2017"] == book.sources["HORIZ2017"]["title"]
    assert "not in the table" in listed["VANG2024"]


def test_a_card_says_the_arithmetic_and_why(client):
    card = json.dumps(client.get("/record?record=P-EQ0810").json, ensure_ascii=False)
    assert "US$590,000,000 less US$411,800,000 in its parts = US$178,200,000" in card
    assert "names no place" in card
    assert '"data-record": "P-CN235"' in card
    card = json.dumps(client.get("/record?record=P-EQ0810&lang=es").json, ensure_ascii=False)
    assert "US$590,000,000 menos US$411,800,000 en sus partes = US$178,200,000" in card


def test_a_shared_record_tells_what_each_place_gets_by_the_rule(client, book):
    shared = next(r for r in records.in_view(book, View()) if r.kind == "shared" and r.net_usd)
    even = reasons(book, View(), records.row_of(book, shared.id))
    card = client.get(f"/record?record={shared.id}").get_data(as_text=True)
    assert "Evenly" in card
    jpv = client.get("/record?record=P-JPV").get_data(as_text=True)
    assert "places in 5 states: its net amount is shared" in jpv
    none_such = client.get("/record?record=P-NONE").json
    assert none_such["id"] is None
    assert "no record P-NONE" in json.dumps(none_such["card"])
    assert client.get("/record?record=p-jpv").json["id"] == "P-JPV"
    assert all(f"US${share.usd:,.2f}".removesuffix(".00") in card for share in even.shares)
    none = client.get(f"/record?record={shared.id}&split=none").get_data(as_text=True)
    assert "nothing by this rule" in none


def test_a_record_outside_the_view_says_so_and_by_what_it_is_left_out(client):
    card = client.get("/record?record=P-VERACAD&years=2019-2020&flow=planned").get_data(True)
    assert "Not in this view" in card
    assert "flow and fiscal years" in card
    root = client.get("/record?record=ROOT").get_data(as_text=True)
    assert "not counted in any view" in root


def test_every_record_has_a_card_in_every_way_of_counting(client, book):
    for view in ("", "level=municipality&split=population&lang=es", "years=2010-2012&split=none"):
        for one in book.ids:
            assert client.get(f"/record?record={one}&{view}").status_code == 200


# ---- the answers of the server ----


def test_a_page_of_the_list_is_small_and_holds_the_record_that_is_open(client, book):
    got = client.get("/records", headers={"Accept-Encoding": "br"})
    assert len(got.data) < 8_000
    data = client.get("/records?record=" + ids(book, View())[120]).json
    assert ids(book, View())[120] in json.dumps(data["rows"])
    assert ids(book, View())[0] not in json.dumps(data["rows"])
    assert "121–140 of 155" in json.dumps(data["pages"], ensure_ascii=False)
    last = client.get("/records/999999").json
    assert json.dumps(last["rows"]).count("data-row") == 155 % PAGE_RECORDS


def test_the_list_says_how_many_it_shows(client):
    assert client.get("/records").json["said"] == "155 records in this view"
    assert client.get("/records?find=helicopter").json["said"] == "6 of 155 records"
    assert client.get("/records?place=30&lang=es").json["said"] == (
        "8 registros de 6 programas que nombran Veracruz"
    )
    nothing = json.dumps(client.get("/records?find=zebra").json["rows"])
    assert "No record here holds these words" in nothing


def test_every_column_shows_and_sorts_and_is_written(client, book):
    for lang in LANGUAGES:
        for column in COLUMNS:
            for sort in (column, f"-{column}"):
                got = client.get(f"/records?columns={column}&sort={sort}&lang={lang}&place=30")
                assert 'data-sort": "' + column in json.dumps(got.json)
    assert client.get("/records?columns=all&sort=part").status_code == 200
    assert set(recordlist.BEHIND) == set(COLUMNS)


def test_bad_choices_are_left_out_and_the_list_still_comes(client):
    assert client.get("/records?sort=colour&columns=x&find=" + "y" * 300).status_code == 200


# ---- downloads ----


def test_the_file_holds_exactly_what_is_shown(client, book):
    query = "find=veracruz&sort=-years&columns=title,years,source"
    got = client.get(f"/records.csv?{query}")
    assert 'filename="geoaid_records_veracruz.csv"' in got.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(got.data.decode("utf-8-sig"))))
    assert rows[0] == [
        "id", "title", "fy_start", "fy_end",
        "source_id", "source_title", "source_url", "more_sources",
    ]  # fmt: skip
    assert [row[0] for row in rows[1:]] == ids(book, View.from_query(query))
    got = client.get(f"/records.xlsx?{query}&place=30&lang=es")
    assert (
        'filename="geoaid_records_30_veracruz_veracruz.xlsx"' in got.headers["Content-Disposition"]
    )
    sheets = openpyxl.load_workbook(io.BytesIO(got.data))
    main = list(sheets.worksheets[0].values)
    assert [row[0] for row in main[1:]] == ids(book, View.from_query(f"{query}&place=30&lang=es"))
    assert sheets.sheetnames == ["registros", "diccionario", "vista"]


def test_all_pages_are_in_the_file(client):
    rows = list(csv.reader(io.StringIO(client.get("/records.csv").data.decode("utf-8-sig"))))
    assert len(rows) == 156


def test_a_file_can_be_made_again_from_itself(tmp_path):
    view = View(find="prison", sort="-amount", columns="all", place="30")
    for ending in recordlist.ENDINGS:
        path = recordlist.export(view, tmp_path / f"list.{ending}")
        assert remake(path).is_equal


def test_no_cell_of_a_list_is_a_formula(tmp_path):
    book = hostile.ledger()
    path = recordlist.export(View(columns="all"), tmp_path / "list.csv", book)
    for name in (path, path.with_suffix(".dictionary.csv")):
        cells = [
            cell
            for row in csv.reader(io.StringIO(name.read_text(encoding="utf-8-sig")))
            for cell in row
        ]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "\t"))]
    sheets = openpyxl.load_workbook(io.BytesIO(recordlist.xlsx(View(columns="all"), book)))
    assert not [cell for page in sheets for row in page for cell in row if cell.data_type == "f"]


def test_an_unknown_format_is_named(client):
    got = client.get("/records.docx")
    assert got.status_code == 404
    assert "csv" in got.text


# ---- search ----


@pytest.mark.parametrize(
    ("typed", "record"),
    [
        ("P-VERACAD", "P-VERACAD"),
        ("academy federal prison staff", "P-VERACAD"),
        ("acadmy prison staf", "P-VERACAD"),
        ("Dornier", "P-DORNIER"),
        ("dornyer", "P-DORNIER"),
    ],
)
def test_the_search_finds_a_record_by_its_words_with_typos(book, typed, record):
    hits = [book.rows[hit.row]["id"] for hit in search(book, typed)]
    assert hits[0] == record


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("juares", "08037"),
        ("Mexico City", "09"),
        ("Ciudad de México", "09"),
        ("State of Mexico", "15"),
        ("Estado de México", "15"),
        ("Edomex", "15"),
        ("tijuna", "02004"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_search_finds_a_place_by_any_name_in_either_language(book, typed, code, lang):
    groups = found(View(lang=lang), book, typed)["groups"]
    assert groups[0]["options"][0]["place"] == code


def test_several_places_of_one_name_are_offered_with_state_and_kind(book):
    answer = found(View(), book, "ocampo")
    options = answer["groups"][0]["options"]
    assert "6 places are called Ocampo" in answer["same"]
    assert {one["told"].split(" · ")[0] for one in options[:6]} == {
        "Coahuila", "Chihuahua", "Durango", "Guanajuato", "Michoacán", "Tamaulipas",
    }  # fmt: skip
    assert "municipality" in options[0]["told"]
    assert found(View(), book, "juarez")["same"] == ""  # one of them is far better known
    assert [m.code for m in places.equals_of_first(places.candidates("juarez"))] == ["08037"]


def test_the_search_says_of_how_many_it_shows_the_first(book):
    assert "the first 6 of" in found(View(), book, "prison")["said"]
    said = found(View(), book, "tijuana")["said"]
    assert "1 place," in said or "1 place, " in said
    assert "1 places" not in said


def test_a_basis_stands_only_beside_an_amount(client, book):
    for row in listing(book, View()).rows:
        cells = book.rows[row]
        if cells["basis"] and not cells["amount_usd"] and not cells["amount_orig"]:
            card = client.get(f"/record?record={cells['id']}").get_data(as_text=True)
            assert "reported by the document" not in card
            return
    pytest.fail("no record has a basis and no amount")


def test_words_of_records_come_before_places_that_are_only_spelled_alike(book):
    groups = found(View(), book, "academia")["groups"]
    assert "record" in groups[0]["options"][0]
    assert found(View(), book, "   ")["groups"] == []


@given(st.text(max_size=30))
def test_any_text_at_all_can_be_searched(typed):
    assert set(found(View(), ledgers.bundled(), typed)) == {"groups", "same", "said"}


# ---- in a browser ----


def address(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def shown(page):
    return page.eval_on_selector_all("tr.record", "(rows) => rows.map((row) => row.dataset.row)")


def test_the_list_is_sorted_by_its_headers_and_the_keyboard_stays(visit, book):
    one = visit()
    page = one.open()
    one.settled()
    assert shown(page) == ids(book, View())[:PAGE_RECORDS]
    page.locator("[data-sort=amount]").focus()
    page.keyboard.press("Enter")
    one.settled()
    assert address(page) == {"sort": "-amount"}
    assert shown(page) == ids(book, View(sort="-amount"))[:PAGE_RECORDS]
    assert page.get_attribute("th.col-amount", "aria-sort") == "descending"
    assert page.evaluate("() => document.activeElement.dataset.sort") == "amount"
    page.keyboard.press("Enter")
    one.settled()
    assert page.get_attribute("th.col-amount", "aria-sort") == "ascending"
    page.keyboard.press("Enter")
    one.settled()
    assert address(page) == {}
    assert shown(page) == ids(book, View())[:PAGE_RECORDS]


def test_the_keyboard_stays_on_next_to_the_last_page_and_hears_which_it_is(visit, book):
    one = visit()
    page = one.open()
    one.settled()
    whole = len(ids(book, View()))
    page.locator("#record-pages [data-step=next]").focus()
    for start in range(PAGE_RECORDS, whole, PAGE_RECORDS):
        page.keyboard.press("Enter")
        said = f"{start + 1}–{min(start + PAGE_RECORDS, whole)} of {whole}"
        page.wait_for_function(
            "(said) => document.getElementById('announced').textContent === said", arg=said
        )
        at = page.evaluate("() => document.activeElement.dataset.step")
        assert at == ("next" if start + PAGE_RECORDS < whole else "previous")
        seen = page.evaluate(
            "() => { const box = document.activeElement.getBoundingClientRect();"
            " return box.top >= 0 && box.bottom <= innerHeight; }"
        )
        assert seen
    assert shown(page) == ids(book, View())[-len(shown(page)) :]


def test_the_list_is_filtered_as_one_types_and_back_takes_the_words_back(visit, book):
    one = visit()
    page = one.open()
    one.settled()
    page.click("#input-find")
    page.keyboard.type("helicop", delay=60)
    one.settled()
    page.keyboard.type("ter", delay=60)
    one.settled()
    assert page.inner_text("#record-said") == "6 of 155 records"
    assert shown(page) == ids(book, View(find="helicopter"))
    assert address(page) == {"find": "helicopter"}
    page.go_back()
    one.settled()
    assert page.inner_text("#record-said") == "155 records in this view"
    assert page.input_value("#input-find") == ""
    page.go_forward()
    one.settled()
    assert page.input_value("#input-find") == "helicopter"
    page.click("[data-clear-find]")
    one.settled()
    assert address(page) == {}


def test_the_map_is_not_asked_for_again_by_the_list(visit):
    one = visit()
    page = one.open()
    one.settled()
    # A panel of the analysis is asked for when it comes into sight, whatever brings it there.
    bodies = []
    page.on("request", lambda request: bodies.append(request.post_data or request.url))
    page.click("[data-sort=title]")
    one.settled()
    page.click("tr.record [data-record]")
    one.settled()
    assert [body for body in bodies if "/records?" in body]
    assert [body for body in bodies if "/record?" in body]
    assert not [body for body in bodies if '"id":"shown"' in body or '"id":"records"' in body]


def test_a_row_opens_its_card_and_escape_gives_the_keyboard_back(visit):
    one = visit()
    page = one.open("?place=30")
    one.settled()
    page.locator("tr.record[data-row='P-VERACAD'] [data-record]").focus()
    page.keyboard.press("Enter")
    one.settled()
    assert address(page) == {"place": "30", "record": "P-VERACAD"}
    button = page.locator("tr.record[data-row='P-VERACAD'] [data-record]")
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    one.settled()
    assert page.locator("#record-card").count() == 0
    assert address(page) == {"place": "30"}
    assert page.evaluate("() => document.activeElement.dataset.record") == "P-VERACAD"
    page.go_back()
    one.settled()
    assert page.is_visible("#record-card")


def test_a_card_leads_to_its_parent_outside_the_list_and_to_its_places(visit):
    one = visit()
    page = one.open("?place=30&record=P-VERACAD")
    one.settled()
    page.click("#record-card button[data-record='P-PRISON14']")
    one.settled()
    card = page.inner_text("#record-outside #record-card")
    assert "not among those listed" in card
    assert page.evaluate("() => document.activeElement.id") == "record-title"
    page.click("#record-card button[data-record='ROOT']")
    one.settled()
    assert "Not in this view" in page.inner_text("#record-card")
    page.go_back()
    page.go_back()
    one.settled()
    page.click("#record-card button[data-place='30087']")
    one.settled()
    assert address(page) == {"place": "30087", "record": "P-VERACAD"}
    assert "Xalapa" in page.inner_text("#records h3")
    page.click("#record-all [data-place=none]")
    one.settled()
    assert page.inner_text("#record-said") == "155 records in this view"


SEEN = """() => { const box = document.querySelector('#record-title')?.getBoundingClientRect();
    return Boolean(box) && box.top >= 0 && box.bottom <= innerHeight; }"""


@pytest.mark.parametrize(
    "query", ["?place=14&record=P-JPV&lang=en#section-records", "?record=p-eq0810&measure=amount"]
)
def test_a_link_to_a_record_opens_at_its_card(visit, query):
    one = visit()
    page = one.open(query)
    one.settled()
    page.wait_for_timeout(500)
    assert page.evaluate(SEEN)
    assert page.evaluate("() => document.activeElement.id") == "record-title"
    assert address(page)["record"] in ("P-JPV", "P-EQ0810")


def test_a_link_to_a_record_does_not_pull_back_who_reads_elsewhere(visit):
    one = visit()
    page = one.page
    page.goto(f"{one.site}/?record=P-JPV", wait_until="commit")
    page.mouse.move(300, 300)
    page.wait_for_function("() => window.geoaid && window.geoaid.openRecord")
    page.mouse.wheel(0, 1)
    one.settled()
    page.wait_for_selector("#record-card", state="attached")
    assert page.evaluate("() => scrollY") < 100


def test_a_record_that_is_not_there_is_said_at_the_top_and_let_go_of(visit):
    one = visit()
    page = one.open("?record=P-VERACADX&place=30")
    one.settled()
    said = page.inner_text("#notice")
    assert "record" in said
    assert "P-VERACAD?" in said
    assert address(page) == {"place": "30"}
    assert page.locator("#record-card").count() == 0
    assert page.evaluate("() => scrollY") == 0


def test_the_link_to_a_record_keeps_the_whole_view(visit):
    one = visit(permissions=["clipboard-read", "clipboard-write"])
    page = one.open("?measure=amount&level=municipality&palette=Greens&sort=-amount")
    one.settled()
    page.locator("tr.record [data-record]").first.click()
    one.settled()
    page.click("[data-copy-record]")
    page.wait_for_function("() => document.querySelector('#record-copied').textContent")
    link = page.evaluate("() => navigator.clipboard.readText()")
    kept = {key: values[0] for key, values in parse_qs(urlsplit(link).query).items()}
    assert kept == address(page) | {"lang": "en"}
    assert kept["measure"] == "amount"
    assert kept["palette"] == "Greens"


def test_a_place_chosen_on_a_card_leaves_the_card_in_sight(visit):
    one = visit()
    page = one.open("?record=P-MIG100")
    one.settled()
    page.click("#record-card button[data-record]")
    one.settled()
    page.goto(f"{one.site}/?record=P-JPV")
    one.settled()
    page.wait_for_selector("#record-card button[data-place='19039']")
    page.click("#record-card button[data-place='19039']")
    one.settled()
    assert address(page) == {"record": "P-JPV", "place": "19039"}
    assert page.evaluate(SEEN)


def test_the_header_of_the_list_stays_in_sight(visit):
    for query in ("", "?columns=all"):
        one = visit()
        page = one.open(query)
        one.settled()
        page.locator("tr.record").nth(15).scroll_into_view_if_needed()
        page.wait_for_timeout(200)
        box = page.locator("th.col-title[role=columnheader]").bounding_box()
        row = page.locator("tr.record").nth(15).bounding_box()
        assert -1 <= box["y"] <= row["y"] <= 900


def test_escape_after_a_download_keeps_the_place(visit):
    one = visit()
    page = one.open("?place=30")
    one.settled()
    page.click("summary:has-text('Export')")
    with page.expect_download():
        page.click("a[data-export=csv]")
    page.keyboard.press("Escape")
    one.settled()
    assert address(page) == {"place": "30"}
    page.keyboard.press("Escape")
    one.settled()
    assert address(page) == {}


def test_all_records_again_begin_at_the_head_of_their_section(visit):
    one = visit()
    page = one.open("?place=08&sort=title")
    one.settled()
    page.evaluate("() => document.querySelector('#section-identity').scrollIntoView()")
    one.settled()
    page.evaluate("() => document.querySelector('#ranking button[data-place=\"30\"]').click()")
    one.settled()
    page.wait_for_timeout(300)
    top = page.evaluate(
        "() => document.querySelector('#section-records').getBoundingClientRect().top"
    )
    assert -5 <= top <= 700  # the head is in sight


def test_a_sum_of_the_bookkeeping_leads_to_its_records_and_a_conflict_to_its_card(visit, book):
    one = visit()
    page = one.open("?place=30")
    one.settled()
    sums = page.locator("#identity tbody tr:last-child button")
    amount = sums.last.inner_text()
    sums.last.click()
    one.settled()
    assert address(page)["find"] == '"counted as not placed"'
    assert "place" not in address(page)
    assert "33 of 155 records" in page.inner_text("#record-said")
    rows = listing(book, View(find='"counted as not placed"')).rows
    net = records.counted(book, View()).net.cents
    assert text.exact_money(sum(int(net[row]) for row in rows) / 100) == amount
    page.click("#identity [data-open-record='P-MIG100']")
    one.settled()
    assert page.evaluate(SEEN)
    assert address(page)["record"] == "P-MIG100"


def test_columns_are_chosen_and_kept_in_the_address(visit):
    one = visit()
    page = one.open()
    one.settled()
    page.click(".list-choice summary")
    page.click("[data-column=net_amount]")
    one.settled()
    page.click("[data-column=source]")
    one.settled()
    assert (
        address(page)["columns"]
        == "title,amount,net_amount,years,flow,program_area,places,evidence"
    )
    assert page.locator("th.col-net_amount").count() == 1
    assert page.locator("th.col-source").count() == 0
    page.click("[data-columns-reset]")
    one.settled()
    assert address(page) == {}
    page.keyboard.press("Escape")
    assert not page.is_visible("[data-column=note]")


def test_a_download_takes_what_is_shown(visit, book):
    one = visit()
    page = one.open("?find=xalapa&columns=title")
    one.settled()
    page.click("summary:has-text('Download the list')")
    with page.expect_download() as got:
        page.click("[data-record-file=csv]")
    rows = list(csv.reader(io.StringIO(got.value.path().read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["id", "title"]
    assert [row[0] for row in rows[1:]] == ids(book, View(find="xalapa"))
    # The map's own files have no use for the choices about the list.
    assert "find" not in page.get_attribute("a[data-export=csv]", "href")


def test_pages_are_turned_and_a_permalink_opens_the_page_of_its_record(visit, book):
    one = visit()
    every = ids(book, View())
    page = one.open(f"?record={every[120]}")
    one.settled()
    assert every[120] in shown(page)
    assert page.is_visible(".card-row #record-card")
    page.click("#record-pages [data-from='140']")
    one.settled()
    assert shown(page) == every[140:]
    assert page.locator("#record-card").count() == 0
    assert address(page) == {}


def test_the_search_box_opens_a_record_and_asks_which_place_is_meant(visit):
    one = visit()
    page = one.open()
    page.click("#input-search")
    page.keyboard.type("dornier")
    page.keyboard.press("Enter")
    one.settled()
    assert address(page) == {"record": "P-DORNIER"}
    assert page.input_value("#input-search") == ""
    assert "Dornier" in page.inner_text("#record-card h3")
    box = page.locator("#record-card").bounding_box()
    assert 0 <= box["y"] < 900
    page.fill("#input-search", "ocampo")
    page.wait_for_selector("#found [role=option]")
    page.keyboard.press("Enter")
    one.settled()
    assert "place" not in address(page)
    assert "6 places are called Ocampo" in page.inner_text("#found-said")
    assert page.get_attribute("#input-search", "aria-activedescendant") == "found-0-0"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    one.settled()
    assert address(page) == {"place": "08051"}


def test_the_search_box_is_a_combobox_with_two_groups(visit):
    page = visit().open("?lang=es")
    page.fill("#input-search", "xalapa")
    page.wait_for_selector("#found [role=option]")
    assert page.locator("#found [role=group]").count() == 2
    assert page.locator("#found .found-title").all_inner_texts() == ["Lugares", "Registros"]
    assert page.get_attribute("#input-search", "role") == "combobox"
    assert page.get_attribute("#input-search", "aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not page.is_visible("#found")
    page.fill("#input-search", "zzzzqqq")
    page.wait_for_selector("#found [aria-disabled]")
    assert "Ningún lugar ni registro" in page.inner_text("#found")


@pytest.mark.parametrize("width", [320, 360])
def test_a_phone_reads_the_list_without_scrolling_sideways(visit, width):
    one = visit(width=width)
    page = one.open("?lang=es&record=P-EQ0810&columns=all")
    one.settled()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    row = page.locator("tr.record").nth(3).bounding_box()
    assert row["x"] >= 0
    assert row["x"] + row["width"] <= width
    page.select_option("#record-sort", "-amount")
    one.settled()
    assert address(page)["sort"] == "-amount"


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("?record=P-EQ0810&sort=-amount", {}),
        ("?lang=es&place=08&record=ROOT", {"color_scheme": "dark"}),
        ("?lang=es&record=P-EQ0810", {"width": 360}),
        ("?find=zebra", {"color_scheme": "dark"}),
    ],
)
def test_axe_finds_nothing(browser, site, query, options):
    # axe runs as a script in the page, which the page's own policy would refuse.
    one = Visit(browser, site, bypass_csp=True, **options)
    page = one.open(query)
    one.settled()
    page.evaluate("() => document.querySelectorAll('.list-choice')[0].open = true")
    if page.is_visible("#open-controls"):
        page.click("#open-controls")
    page.fill("#input-search", "juarez")
    page.wait_for_selector("#found [role=option]")
    results = Axe().run(page)
    small = page.eval_on_selector_all(
        "#record-list button, #record-list summary, #record-list select, #record-list input",
        "(all) => all.filter((one) => one.offsetParent && one.getBoundingClientRect().height < 24)"
        ".map((one) => one.outerHTML)",
    )
    one.context.close()
    assert results.violations_count == 0, results.generate_report()
    assert small == []
