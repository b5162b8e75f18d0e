"""Names become codes with a reason, or an error with candidates; never a silent guess."""

from __future__ import annotations

import csv
import doctest
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaid import places
from geoaid.bundle import folder
from geoaid.errors import AmbiguousPlaceError, PlaceError, UnknownPlaceError


def read(*path: str) -> list[dict[str, str]]:
    with folder("data").joinpath(*path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


GAZETTEER = read("gazetteer.csv")
CATALOGUE = read("need", "municipal_catalog.csv")
CHANGES = read("need", "municipal_changes.csv")

# Oaxaca has two pairs of municipalities with one name; only a code tells them apart.
TWINS = {"20208", "20209", "20318", "20319"}
# Municipalities of the State of Mexico whose name another place has too: "Morelos, México" may
# be Morelos in the country Mexico.
COUNTRY_OR_STATE_15 = {
    *("15023", "15028", "15045", "15053", "15054", "15056"),
    *("15064", "15070", "15072", "15088", "15113", "15117"),
}


def test_docstring_examples_run() -> None:
    result = doctest.testmod(places)
    assert (result.failed, result.attempted > 0) == (0, True)


def attempt(
    text: str, level: places.Level | None = None, within: str | None = None
) -> tuple[places.Match | None, PlaceError | None]:
    """Return a match or a refusal; any other error is the test's failure."""
    try:
        return places.resolve(text, level=level, within=within), None
    except PlaceError as error:
        return None, error


# Codes


def test_the_catalogue_is_whole() -> None:
    assert [place.code for place in places.states()] == [f"{n:02d}" for n in range(1, 33)]
    codes = [place.code for place in places.municipalities()]
    assert codes == sorted(row["mun_code"] for row in CATALOGUE)
    assert len(codes) == 2478
    assert all(place.state == place.code[:2] for place in places.municipalities())


def test_municipalities_of_one_state() -> None:
    lower_california = [place.name for place in places.municipalities("02")]
    assert lower_california[:5] == [
        *("Ensenada", "Mexicali", "Tecate", "Tijuana"),
        "Playas de Rosarito",
    ]
    assert lower_california[5:] == ["San Quintín", "San Felipe"]
    with pytest.raises(UnknownPlaceError, match="a state is expected: write 08"):
        places.municipalities("08037")


@pytest.mark.parametrize(
    ("code", "name", "short"),
    [
        ("05", "Coahuila de Zaragoza", "Coahuila"),
        ("09", "Ciudad de México", "Ciudad de México"),
        ("15", "México", "Estado de México"),
        ("16", "Michoacán de Ocampo", "Michoacán"),
        ("22", "Querétaro", "Querétaro"),
        ("30", "Veracruz de Ignacio de la Llave", "Veracruz"),
        ("08037", "Juárez", "Ciudad Juárez"),
        ("19039", "Monterrey", "Monterrey"),
    ],
)
def test_official_and_short_names(code: str, name: str, short: str) -> None:
    place = places.get(code)
    assert (place.code, place.name, place.short) == (code, name, short)
    with pytest.raises(FrozenInstanceError):
        place.name = "other"  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize("level", ["state", "municipality"])
def test_every_official_and_short_name_is_found_at_its_level(level: places.Level) -> None:
    chosen = places.states() if level == "state" else places.municipalities()
    for place in chosen:
        if place.code in TWINS:
            continue
        for name in (place.name, place.short):
            match = places.resolve(name, level=level, within=place.state)
            assert match.code == place.code


@pytest.mark.parametrize(
    ("code", "first"),
    [("1", "01"), ("8037", "08037"), ("8", "08"), ("08999", "08067"), ("Tijuana", "02004")],
)
def test_an_unknown_code_names_the_nearest(code: str, first: str) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        places.get(code)
    assert caught.value.candidates[0] == first
    assert repr(code) in str(caught.value)
    assert first in str(caught.value)
    assert not places.exists(code)


def test_levels_by_length() -> None:
    assert (places.level_of("08"), places.level_of("08037")) == ("state", "municipality")
    for malformed in ("", "8", "080", "0803", "080371", "ab", "08 ", "08\n", "٠٨"):
        with pytest.raises(UnknownPlaceError):
            places.level_of(malformed)


def test_new_municipalities_fold_into_their_parents() -> None:
    for row in CHANGES:
        code = row["mun_code"]
        assert places.fold(code) == row["parent_code"]
        assert not places.on_boundaries(code)
        assert places.on_boundaries(places.fold(code))
    assert (places.fold("08037"), places.fold("30")) == ("08037", "30")


def test_folding_follows_a_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_parents", lambda: {"25020": "25019", "25019": "25006"})
    assert places.fold("25020") == "25006"


@pytest.mark.parametrize("ask", [places.fold, places.on_boundaries, places.municipality_count])
def test_questions_about_an_unknown_code_raise(ask: object) -> None:
    with pytest.raises(UnknownPlaceError):
        ask("99")  # type: ignore[operator]  # three signatures, one kind of argument


def test_the_boundaries_hold_2465_municipalities() -> None:
    drawn = [place for place in places.municipalities() if places.on_boundaries(place.code)]
    assert len(drawn) == 2465
    assert places.municipality_count("30") == 212
    assert places.municipality_count("20") == 570
    assert sum(places.municipality_count(state.code) for state in places.states()) == 2465
    assert all(places.on_boundaries(state.code) for state in places.states())


def test_border_states() -> None:
    names = [places.get(code).short for code in places.BORDER_STATES]
    assert names == [
        *("Baja California", "Coahuila", "Chihuahua"),
        *("Nuevo León", "Sonora", "Tamaulipas"),
    ]


# Names


def test_normalise_agrees_with_the_gazetteer() -> None:
    assert len(GAZETTEER) == 896
    for row in GAZETTEER:
        assert places.normalise(row["alias"]) == row["alias_norm"]


@given(st.text())
def test_normalised_text_is_plain_and_stays_so(text: str) -> None:
    norm = places.normalise(text)
    assert set(norm) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert norm == places.normalise(norm) == norm.strip()


def test_every_clear_alias_resolves_to_its_code() -> None:
    clear = [r for r in GAZETTEER if r["ambiguous"] == "0" and r["level"] != "country"]
    assert len(clear) > 750
    for row in clear:
        match = places.resolve(row["alias"])
        assert (match.code, match.level, match.score) == (row["code"], row["level"], 1.0)


def test_the_gazetteer_flags_what_the_catalogue_shows_to_be_shared() -> None:
    owners: dict[str, set[str]] = {}
    for row in CATALOGUE:
        owners.setdefault(places.normalise(row["name"]), set()).add(row["mun_code"])
    for row in GAZETTEER:
        if owners.get(row["alias_norm"], {row["code"]}) != {row["code"]}:
            assert row["ambiguous"] == "1", row
    flags: dict[tuple[str, str], set[str]] = {}
    for row in GAZETTEER:
        flags.setdefault((row["code"], row["alias_norm"]), set()).add(row["ambiguous"])
    assert {key: found for key, found in flags.items() if len(found) > 1} == {}


@pytest.mark.parametrize("attribute", ["name", "short"])
def test_every_municipality_with_its_state_resolves_to_itself(attribute: str) -> None:
    refused = set()
    for place in places.municipalities():
        text = f"{place.name}, {getattr(places.get(place.state), attribute)}"
        match, error = attempt(text)
        if match is not None:
            assert match.code == place.code
        else:
            assert isinstance(error, AmbiguousPlaceError)
            assert place.code in error.candidates
            refused.add(place.code)
    assert refused == (TWINS | COUNTRY_OR_STATE_15 if attribute == "name" else TWINS)


def test_a_state_after_a_comma_is_never_overruled() -> None:
    """Frontera Hidalgo is in Chiapas; "Frontera, Hidalgo" is not it."""
    names = {row["alias_norm"] for row in GAZETTEER}
    names |= {places.normalise(row["name"]) for row in CATALOGUE}
    state_rows = [row for row in GAZETTEER if row["level"] == "state"]
    joined = {
        (row["name"], state["alias"], state["code"])
        for row in CATALOGUE
        for state in state_rows
        if f"{places.normalise(row['name'])} {state['alias_norm']}" in names
    }
    assert ("Frontera", "Hidalgo", "13") in joined
    for name, written, state_code in joined:
        for text in (f"{name}, {written}", f"{name} ({written})", f"{name} - {written}"):
            match, _ = attempt(text)
            assert match is None or match.code[:2] == state_code, text
    assert attempt("Frontera, Hidalgo")[0] is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Cd. Juárez, Chih.", "08037"),
        ("CIUDAD JUAREZ CHIHUAHUA", "08037"),
        ("Juárez, Chihuahua", "08037"),
        ("Juárez (Nuevo León)", "19031"),
        ("Santa Catarina, N.L.", "19048"),
        ("Santa Catarina, Gto.", "11034"),
        ("Veracruz, Ver.", "30193"),
        ("Veracruz, Veracruz", "30193"),
        ("Puerto de Veracruz", "30193"),
        ("Chihuahua, Chihuahua", "08019"),
        ("Oaxaca, Oaxaca", "20067"),
        ("Hermosillo, Son.", "26030"),
        ("Cajeme, Estado de Sonora", "26018"),
        ("Municipio de Juárez, Chihuahua", "08037"),
        ("Santa Cruz, Tlaxcala", "29026"),
        ("Toluca, Méx.", "15106"),
        ("Toluca, México", "15106"),
        ("Tijuana, Baja California, Mexico", "02004"),
        ("Tijuana, Mexico", "02004"),
        ("Mexico City, Mexico", "09"),
        ("Estado de México", "15"),
        ("State of Jalisco", "14"),
        ("D.F.", "09"),
        ("Cancún", "23005"),
        ("MX07", "05"),
        ("08", "08"),
        (" 08037 ", "08037"),
    ],
)
def test_names_that_resolve(text: str, code: str) -> None:
    match = places.resolve(text)
    assert (match.code, match.name) == (code, places.get(code).name)
    assert match.level == places.level_of(code)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Cd. Juárez, Chih.", 'alias "Cd. Juárez" within Chihuahua (08)'),
        ("Ahome", 'official name "Ahome"'),
        ("08037", "code 08037"),
        ("MX07", 'FIPS 10-4 code "MX07"; FIPS/GeoNames order differs from INEGI'),
        ("Tijuana, Mexico", 'official name "Tijuana", in the country Mexico'),
        ("Guadalajara", "also Guadalajara (Spain)"),
        ("Baja California", "also the geographic peninsula"),
        ("León", "also León (Spain, Nicaragua)"),
    ],
)
def test_the_reason_says_which_name_and_what_else_it_could_be(text: str, reason: str) -> None:
    assert reason in places.resolve(text).reason


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Chihuahua", ("08", "08019")),
        ("Veracruz", ("30", "30193")),
        ("Puebla", ("21", "21114")),
        ("Sinaloa", ("25", "25017")),
        ("Chihuahua, Mexico", ("08", "08019")),
        ("Juárez", ("08037", "05015", "07048", "16046", "19031")),
        ("Guadalupe", ("19026", "08028", "21066", "32017")),
        ("Jalapa", ("30087", "27009")),
        ("La Paz, Mexico", ("03003", "15070")),
        ("San Juan Mixtepec, Oaxaca", ("20208", "20209")),
        *((name, ("15",)) for name in ("México", "Mexico", "MEX", "Méx.")),
        *((name, ("26",)) for name in ("Son.", "SON")),
        ("BC", ("02",)),
        ("Col.", ("06",)),
        ("TJ", ("02004",)),
    ],
)
def test_names_that_are_a_question_to_the_reader(text: str, codes: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousPlaceError) as caught:
        places.resolve(text)
    assert caught.value.candidates == codes
    for code in codes:
        assert code in str(caught.value)
        assert places.get(code).short in str(caught.value) or code == "08037"


def test_seven_benito_juarez_and_many_san_cristobal() -> None:
    with pytest.raises(AmbiguousPlaceError) as caught:
        places.resolve("Benito Juárez")
    assert len(caught.value.candidates) == 7
    with pytest.raises(AmbiguousPlaceError) as caught:
        places.resolve("San Cristóbal", level="municipality")
    assert {"07078", "14071", "20126"} <= set(caught.value.candidates)
    assert all("Cristóbal" in places.get(code).name for code in caught.value.candidates)


@pytest.mark.parametrize(
    ("text", "level", "within", "code"),
    [
        ("México", "state", None, "15"),
        ("MEX", "state", None, "15"),
        ("Veracruz", "state", None, "30"),
        ("Veracruz", "municipality", None, "30193"),
        ("Veracruz", None, "30", "30193"),
        ("Oaxaca", None, "20", "20067"),
        ("Juárez", None, "08", "08037"),
        ("Juárez", None, "Chihuahua", "08037"),
        ("Juárez", None, "Coah.", "05015"),
        ("San Cristóbal", None, "07", "07078"),
        ("Son.", "state", None, "26"),
        ("Son.", None, "26", "26"),
        ("TJ", "municipality", None, "02004"),
        ("Morelos, México", None, "15", "15056"),
        ("Morelos, México", "state", None, "17"),
    ],
)
def test_level_or_within_decides(
    text: str, level: places.Level | None, within: str | None, code: str
) -> None:
    assert places.resolve(text, level=level, within=within).code == code


@pytest.mark.parametrize(
    ("text", "level", "within", "first"),
    [
        ("1", None, None, "01"),
        ("8037", None, None, "08037"),
        ("Juares, Chih.", None, None, "08037"),
        ("Juares", None, "08", "08037"),
        ("Tijuana", None, "26", "02004"),
        ("Tijuana", "state", None, "02004"),
        ("08", "municipality", None, "08"),
        ("08037", None, "26", "08037"),
        ("Frontera, Hidalgo", None, None, "07035"),
        ("Nogales, Arizona", None, None, "26043"),
        ("Nuevo Leom", None, None, "19"),
        ("Juárez", None, "08037", "08"),
    ],
)
def test_what_is_not_found_is_refused_with_the_nearest(
    text: str, level: places.Level | None, within: str | None, first: str
) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        places.resolve(text, level=level, within=within)
    assert caught.value.candidates[0] == first
    assert first in str(caught.value)


def test_a_misspelling_with_its_state_is_looked_for_inside_it() -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        places.resolve("Guadalup", within="32")
    assert caught.value.candidates
    assert {code[:2] for code in caught.value.candidates} == {"32"}


@pytest.mark.parametrize("text", ["", "  ", "...", "Nacional", "Estados Unidos Mexicanos"])
def test_nothing_and_the_country_are_no_place(text: str) -> None:
    with pytest.raises(UnknownPlaceError):
        places.resolve(text)


def test_a_long_text_is_not_repeated_in_full() -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        places.resolve("mexico " * 5000)
    assert len(str(caught.value)) < 400


PIECES = st.sampled_from(
    [row["alias"] for row in GAZETTEER]
    + [row["name"] for row in CATALOGUE]
    + ["Municipio de", ",", "(", "Mexico", "de", "08", "8037"]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=5).map(" ".join))


@settings(deadline=None)
@given(
    text=TEXTS,
    level=st.sampled_from([None, "state", "municipality"]),
    within=st.one_of(st.none(), st.sampled_from(["08", "15", "20", "Veracruz", "zz", "", "99"])),
)
def test_any_text_is_a_match_or_a_place_error(
    text: str, level: places.Level | None, within: str | None
) -> None:
    match, error = attempt(text, level, within)
    if match is not None:
        assert places.exists(match.code)
        assert match.score == 1.0
        assert level in (None, match.level)
    else:
        assert str(error)
        assert error is not None
        assert all(places.exists(code) for code in error.candidates)


# The search box


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("vera", "30"),
        ("veracruz", "30"),
        ("ciudad juar", "08037"),
        ("juares", "08037"),
        ("juarez chih", "08037"),
        ("juarez, chihua", "08037"),
        ("JUÁREZ", "08037"),
        ("juarez nuevo leon", "19031"),
        ("cancun", "23005"),
        ("tijuna", "02004"),
        ("chilpansingo", "12029"),
        ("nuevo", "19"),
        ("estado de son", "26"),
        ("xicotencatl", "28043"),
        ("08037", "08037"),
        ("8037", "08037"),
        ("1", "01"),
        ("mex", "15"),
    ],
)
def test_the_search_box_offers_the_likeliest_first(typed: str, first: str) -> None:
    assert places.candidates(typed)[0].code == first


def test_states_come_before_municipalities_of_the_same_name() -> None:
    found = [match.code for match in places.candidates("veracruz", limit=2)]
    assert found == ["30", "30193"]


@settings(deadline=None)
@given(text=TEXTS, limit=st.integers(-1, 12))
def test_candidates_never_raise_and_are_in_order(text: str, limit: int) -> None:
    found = places.candidates(text, limit=limit)
    assert len(found) <= max(limit, 0)
    assert len({match.code for match in found}) == len(found)
    scores = [match.score for match in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 and match.reason for score, match in zip(scores, found, strict=True))


# Names beside codes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("08037 Juárez, Chihuahua", "08037"),
        ("Juárez, Chihuahua", "08037"),
        ("Ciudad Juárez", "08037"),
        ("Juarez", "08037"),
        ("30 Veracruz de Ignacio de la Llave", "30"),
        ("Veracruz", "30"),
        ("Veracruz, Ver.", "30193"),
        ("México", "15"),
        ("Almoloya de Juárez, México", "15005"),
        ("Almoloya de Juárez, Estado de México", "15005"),
        ("Xalapa, Veracruz de Ignacio de la Llave", "30087"),
        ("Oaxaca, Oaxaca", "20067"),
    ],
)
def test_names_that_fit_their_code(name: str, code: str) -> None:
    assert places.name_fits(name, code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "08037"),
        ("Juárez, Sonora", "08037"),
        ("Juárez, Chihuahua", "05015"),
        ("05015 Juárez", "08037"),
        ("8037 Juárez", "08037"),
        ("Juares", "08037"),
        ("Chihuahua", "08037"),
        ("Veracruz", "31"),
        ("México", "09"),
    ],
)
def test_names_that_do_not_fit(name: str, code: str) -> None:
    assert not places.name_fits(name, code)


def test_every_name_in_the_bundled_ledger_fits_its_code() -> None:
    items = [row["places"] for row in read("aid", "allocations.csv")]
    items += [row["name"] for row in read("aid", "places.csv")]
    written = {item.strip() for cell in items for item in cell.split(";")} - {""}
    assert len(written) > 70
    for item in written:
        code, _, name = item.partition(" ")
        assert places.name_fits(name, code), item
        assert places.name_fits(item, code), item
    with pytest.raises(UnknownPlaceError):
        places.name_fits("Juárez", "99999")
