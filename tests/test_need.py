"""The registry of needs, held to the bundled tables."""

from __future__ import annotations

import csv
from statistics import mean

import pytest

from geoaid import need
from geoaid.bundle import folder
from geoaid.errors import NotComputableError


def rows(level, indicator):
    with (folder("data") / "need" / need.FILES[level]).open(encoding="utf-8") as file:
        found = [row for row in csv.DictReader(file) if row["indicator"] == indicator]
    code = "state_code" if level == "state" else "mun_code"
    return {(row[code], int(row["year"])): float(row["value"]) for row in found}


def test_the_homicide_rate_averages_both_publishers_and_their_years():
    inegi, sesnsp = rows("state", "homicide_rate_inegi"), rows("state", "homicide_rate_sesnsp")
    found = need.figures("homicide_rate", "state")
    by_year = []
    for year in range(2008, 2022):
        cells = [table[("30", year)] for table in (inegi, sesnsp) if ("30", year) in table]
        by_year.append(mean(cells))
    assert found.values["30"] == pytest.approx(mean(by_year))
    assert found.years == tuple(range(2008, 2022))
    assert [one.publisher for one in found.series] == ["INEGI", "SESNSP"]
    assert len(found.values) == 32
    assert found.source == "INEGI 2008-2015; SESNSP 2015-2021"


def test_victims_are_of_homicide_and_femicide_as_the_rate_is():
    found = need.figures("homicides", "state", (2016, 2017))
    victims = rows("state", "homicide_victims_sesnsp")
    women = rows("state", "femicide_victims_sesnsp")
    wanted = mean(victims[("08", year)] + women[("08", year)] for year in (2016, 2017))
    assert found.values["08"] == pytest.approx(wanted)


@pytest.mark.parametrize("name", ["homicides", "homicide_rate"])
@pytest.mark.parametrize("year", [2010, 2018])
def test_no_homicide_figure_rests_on_one_publisher_and_one_year(name, year):
    with pytest.raises(NotComputableError, match="one publisher and one year") as refused:
        need.figures(name, "state", (year, year))
    assert refused.value.reason == "one_year"
    # 2015 has both publishers.
    assert len(need.figures(name, "state", (2015, 2015)).series) == 2


@pytest.mark.parametrize("years", [None, (2008, 2018), (2014, 2022), (2010, 2016)])
def test_the_two_series_of_poverty_are_never_joined(years):
    found = need.figures("poverty", "state", years)
    assert len(found.series) == 1
    one = need.figures("poverty", "state", (2016, 2020))
    old, new = (
        rows("state", f"poverty_share_series_{span}") for span in ("2008_2018", "2016_2022")
    )
    table = new if found.years[0] >= 2016 else old
    assert found.values["07"] == pytest.approx(mean(table[("07", year)] for year in found.years))
    assert one.years == (2016, 2018, 2020)


def test_a_year_without_a_figure_says_which_years_have_one():
    with pytest.raises(NotComputableError, match="years with one: 2010, 2015, 2020") as refused:
        need.figures("marginalization", "state", (2011, 2014))
    assert refused.value.reason == "years"


def test_more_marginalised_is_more():
    found = need.figures("marginalization", "state").values
    ordered = sorted(found, key=found.get, reverse=True)
    assert ordered[:3] == ["12", "07", "20"]  # Guerrero, Chiapas, Oaxaca
    index = rows("state", "marginalization_index_dp2_norm")
    assert found["12"] == pytest.approx(
        1 - mean(index[("12", year)] for year in (2010, 2015, 2020))
    )


def test_census_and_projection_are_never_mixed():
    assert need.figures("population", "municipality").source == "INEGI 2010-2020"
    assert need.figures("population", "state").source == "CONAPO 2008-2021"


def test_people_in_poverty_are_the_share_of_the_persons():
    persons = rows("state", "population_conapo_midyear")
    share = rows("state", "poverty_share_series_2016_2022")
    wanted = mean(share[("30", y)] / 100 * persons[("30", y)] for y in (2016, 2018, 2020))
    assert need.figures("poor_persons", "state").values["30"] == pytest.approx(wanted)


def test_totals_of_young_municipalities_are_folded_and_rates_are_not():
    deaths = rows("municipality", "homicides_inegi")
    found = need.figures("homicides", "municipality", (2020, 2021)).values
    # San Quintín (02006) and San Felipe (02007) were cut from Ensenada and Mexicali.
    wanted = mean(deaths[("02001", y)] + deaths[("02006", y)] for y in (2020, 2021))
    assert found["02001"] == pytest.approx(wanted)
    share = rows("municipality", "poverty_share")
    assert (
        need.figures("poverty", "municipality", (2020, 2020)).values["02001"]
        == share[("02001", 2020)]
    )


@pytest.mark.parametrize("name", need.NEEDS)
@pytest.mark.parametrize("level", ["state", "municipality"])
def test_every_need_has_its_places_and_its_documents(name, level):
    found = need.figures(name, level)
    assert len(found.values) == (32 if level == "state" else 2465) or name in (
        "poverty",
        "poor_persons",
    )
    assert set(found.source_ids) <= set(need.sources())
    assert min(found.values.values()) >= 0
    assert found.source_ids
