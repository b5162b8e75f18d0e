"""Charts: the SVG of the page and of the file, the PNG, and how points are reached and chosen."""

from __future__ import annotations

import io
import itertools
import math
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geoaid import places
from geoaid.chartspec import Axis, Bar, ChartSpec, Event, Line, Mark, Panel, Table, axis, ticks
from geoaid.chartspec.spread import moran
from geoaid.dashboard.bundles import bundle
from geoaid.ledger import bundled
from geoaid.mapspec.palette import lightness
from geoaid.render.chart import png, svg
from geoaid.render.face import Face, clean
from geoaid.render.labelling import Box
from geoaid.render.vector import px
from geoaid.view import View

SVG = "{http://www.w3.org/2000/svg}"
ASSETS = Path(__file__).resolve().parent.parent / "geoaid" / "dashboard" / "assets"
STATES = [(place.code, place.short) for place in places.states()]
TABLE = Table(("Place", "Value"), (("Veracruz", "6"),))
BAR_KINDS = ("reported", "derived", "upper_bound", "undated")
HOSTILE = [
    "<script>window.hacked = 1</script>",
    "]]> --> &amp; \"quoted\" 'names'",
    "emoji \U0001f3db\ufe0f and \u2028 line",
    "\u202eright to left\u202c \u0645\u0633\u0627\u0639\u062f\u0629",
    "long " * 60,
    "x" * 300,
    "control \x00\x07\x1b\ufffe end",
    "\ud800 half a character",
]


def spec(name: str, *panels: Panel, is_stacked: bool = False, words: str = "") -> ChartSpec:
    title = words or "Concentración de los programas documentados por entidad federativa"
    return ChartSpec(
        name,
        title,
        words or "Todas las áreas, flujos y años",
        words or "Veracruz tiene 6 programas.",
        panels,
        TABLE,
        legend=(("mark-spotlight", words or "destacados"), ("bar-derived", words or "derivada")),
        notes=(words or "Una nota que explica cómo se cuenta lo que los documentos dicen. " * 3,),
        credits=(words or "Registros: documentos públicos",),
        is_stacked=is_stacked,
        lang="es",
    )


def percent(label: str) -> Axis:
    return Axis(label, 0.0, 1.0, tuple((tick, f"{tick:.0%}") for tick in ticks(0, 1)))


def lorenz() -> ChartSpec:
    points = [((i + 1) / 32, ((i + 1) / 32) ** 2.2) for i in range(32)]
    marks = tuple(
        Mark(x, y, name, f"{y:.0%} of all", code, "spotlight" if i > 28 else "plain", i > 24)
        for i, ((x, y), (code, name)) in enumerate(zip(points, STATES, strict=True))
    )
    lines = (Line(((0, 0), (1, 1)), "equality"), Line(((0, 0), *points), "data"))
    x, y = (
        percent("Proporción de estados, de los que menos tienen a los que más"),
        percent("Proporción de programas"),
    )
    return spec("lorenz", Panel("", x, y, marks=marks, lines=lines))


def scatter() -> ChartSpec:
    marks = tuple(
        Mark(
            i + 1.0,
            (i * 11) % 32 + 1.0,
            name,
            f"rank {i + 1}",
            code,
            "compare" if code == "30" else "plain",
            i % 4 == 0 or code == "30",
        )
        for i, (code, name) in enumerate(STATES)
    )
    scale = Axis("Rango", 0.0, 33.0, ((1.0, "1"), (16.0, "16"), (32.0, "32")))
    diagonal = (Line(((0, 0), (33, 33)), "equality"),)
    return spec("scatter", Panel("", scale, scale, marks=marks, lines=diagonal))


def dots() -> ChartSpec:
    rows = tuple((7.0 - i, name) for i, (_, name) in enumerate(STATES[:7]))
    panels = []
    for title, most in (("Programas", 16), ("Por 100,000 habitantes", 0.6), ("Homicidios", 97)):
        values = [most * (i + 1) / 7 for i in range(7)]
        marks = tuple(
            Mark(value, height, name, f"{title}: {value:.1f}", code, "plain")
            for value, (height, name), (code, _) in zip(values, rows, STATES, strict=False)
        )
        scale = axis(values, "", lambda value: f"{value:g}", wanted=3)
        panels.append(Panel(title, scale, Axis("", 0.5, 7.5, ()), marks=marks, rows=rows))
    return spec("dots", *panels)


def timeline() -> ChartSpec:
    x = Axis("Año fiscal", 2007.4, 2012.6, tuple((float(y), str(y)) for y in range(2008, 2013)))
    bars = tuple(
        Bar(2007.6 + i, 2008.4 + i, 0, 3.0 + i, f"AF{2008 + i}", f"{3 + i}", kind, f"{2008 + i}")
        for i, kind in enumerate(BAR_KINDS)
    )
    y = axis([7], "", lambda value: f"{value:g}")
    upper = Panel(
        "Programas", x, y, bars=bars, events=(Event(2009, "1 Inicio", "Se firma la iniciativa"),),
        spans=((2008.5, 2010.5),),
    )  # fmt: skip
    return spec("timeline", upper, Panel("Asignaciones", x, y, bars=bars), is_stacked=True)


SAMPLES = {make.__name__: make for make in (lorenz, scatter, dots, timeline)}


@cache
def drawn(name: str, width: int = 720, *, standalone: bool = True) -> ET.Element:
    return ET.fromstring(svg(SAMPLES[name](), standalone=standalone, width=width))


def groups(root: ET.Element, css: str) -> list[ET.Element]:
    return [one for one in root.iter(f"{SVG}g") if css in one.get("class", "").split()]


def words(root: ET.Element) -> str:
    return " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))


def number(element: ET.Element, name: str) -> float:
    return float(element.get(name, "nan"))


def box(text: ET.Element) -> Box:
    """Where a text stands, as wide as the widest font sets it."""
    size, x, y = (number(text, name) for name in ("font-size", "x", "y"))
    wide = px(Face(size, bold=text.get("font-weight") == "700"), text.text or "")
    left = {"middle": x - wide / 2, "end": x - wide}.get(text.get("text-anchor", ""), x)
    return Box(left, y - size * 0.76, left + wide, y + size * 0.24)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_says_all_that_the_chart_says(name):
    chart, root = SAMPLES[name](), drawn(name)
    said = words(root)
    for line in (chart.title, chart.subtitle, *chart.notes, *chart.credits):
        assert all(word in said for word in line.split())
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == chart.title
    assert root.find(f"{SVG}desc").text == chart.alt
    for css in ("axes", "lines", "marks", "labels", "legend", "notes"):
        assert groups(root, css), css


@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_gets_the_plot_alone_and_every_point_says_its_value(name):
    chart, root = SAMPLES[name](), drawn(name, standalone=False)
    assert chart.title not in words(root)
    assert not groups(root, "notes")
    assert (root.get("role"), root.get("aria-label")) == ("group", chart.alt)
    wanted = {
        f"{one.name}: {one.value}" for panel in chart.panels for one in (*panel.marks, *panel.bars)
    }
    points = groups(root, "point")
    assert wanted <= {point.get("aria-label") for point in points}
    for point in points:
        chooses = point.get("data-code") or point.get("data-years")
        assert point.get("role") == ("button" if chooses else "img")


@pytest.mark.parametrize("standalone", [True, False])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(hostile, standalone):
    scale = Axis(hostile, 0.0, 1.0, ((0.0, hostile), (1.0, "1")))
    panel = Panel(
        hostile,
        scale,
        scale,
        marks=(Mark(0.5, 0.5, hostile, hostile, hostile, is_labelled=True),),
        bars=(Bar(0.1, 0.3, 0, 0.5, hostile, hostile),),
        events=(Event(0.7, hostile, hostile),),
    )
    rows = Panel(hostile, scale, Axis("", 0, 2, ()), rows=((1.0, hostile),))
    chart = spec("hostile", panel, rows, words=hostile)
    root = ET.fromstring(svg(chart, standalone=standalone))
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        *("svg", "g", "text", "title", "desc", "defs", "pattern"),
        *("path", "rect", "line", "circle", "polyline"),
    }
    names = {point.get("data-name") for point in groups(root, "point")}
    assert clean(hostile) in names


@pytest.mark.parametrize("width", [720, 340])
@pytest.mark.parametrize("name", ["lorenz", "scatter"])
def test_names_meet_neither_names_nor_marks(name, width):
    root = drawn(name, width, standalone=False)
    boxes = [box(text) for group in groups(root, "labels") for text in group]
    # Among 32 points of a narrow plot the one name that is asked for may find no room.
    assert boxes or (name, width) == ("scatter", 340)
    for one, other in itertools.combinations(boxes, 2):
        assert not one.overlaps(other)
    for dot in root.iter(f"{SVG}circle"):
        if dot.get("class") == "dot":
            x, y, r = (number(dot, name) for name in ("cx", "cy", "r"))
            assert not any(one.overlaps(Box(x - r, y - r, x + r, y + r)) for one in boxes)


@pytest.mark.parametrize("width", [720, 860])
def test_a_name_is_nearest_to_its_own_mark_and_inside_the_plot(width):
    """Nuevo León and Chihuahua stand close together at the right edge."""
    shown = moran(View(panel="clusters"), bundled())
    root = ET.fromstring(svg(shown, standalone=False, width=width))
    dots = {
        point.get("data-name"): next(one for one in point if one.get("class") == "dot")
        for point in groups(root, "point")
    }
    right = max(number(line, "x2") for line in groups(root, "axes")[0].iter(f"{SVG}line"))
    names = [text for group in groups(root, "labels") for text in group]
    assert {"Nuevo León", "Chihuahua", "Baja California", "Veracruz"} <= {one.text for one in names}
    for text in names:
        written = box(text)
        assert written.right <= right + 6

        def away(name, written=written):
            x, y, r = (number(dots[name], part) for part in ("cx", "cy", "r"))
            near = written.nearest(x, y)
            return math.hypot(near[0] - x, near[1] - y) - r

        assert min(dots, key=away) == text.text


@pytest.mark.parametrize("width", [720, 340])
@pytest.mark.parametrize("name", SAMPLES)
def test_numbers_of_an_axis_do_not_collide(name, width):
    for axes in groups(drawn(name, width), "axes"):
        boxes = [box(text) for text in axes.iter(f"{SVG}text")]
        assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


@pytest.mark.parametrize("width", [720, 340])
@pytest.mark.parametrize("name", SAMPLES)
def test_marks_and_bars_stand_inside_their_plot(name, width):
    for panel in groups(drawn(name, width), "panel"):
        lines = list(groups(panel, "axes")[0].iter(f"{SVG}line"))
        left, right = (
            pick(number(line, end) for line in lines) for pick, end in ((min, "x1"), (max, "x2"))
        )
        bottom = max(number(line, "y2") for line in lines)
        dots = [one for one in panel.iter(f"{SVG}circle") if one.get("class") == "dot"]
        bars = [bar for group in groups(panel, "bars") for bar in group.iter(f"{SVG}rect")]
        assert dots or bars
        for dot in dots:
            assert left - 0.1 <= number(dot, "cx") <= right + 0.1
            assert number(dot, "cy") <= bottom + 0.1
        for bar in bars:
            assert left - 0.1 <= number(bar, "x")
            assert number(bar, "x") + number(bar, "width") <= right + 0.1
            assert number(bar, "y") + number(bar, "height") <= bottom + 0.6


def test_a_point_stands_where_its_numbers_say():
    root = drawn("lorenz")
    dots = {
        point.get("data-name"): next(dot for dot in point if dot.get("class") == "dot")
        for point in groups(root, "point")
    }
    # The curve ends in the corner: the last place at 100% of both.
    xs = [number(dot, "cx") for dot in dots.values()]
    ys = [number(dot, "cy") for dot in dots.values()]
    last, middle = dots[STATES[31][1]], dots[STATES[15][1]]
    assert (number(last, "cx"), number(last, "cy")) == (max(xs), min(ys))
    # Halfway across stands the sixteenth, at a half to the power of 2.2 of the height.
    line = groups(root, "lines")[0].find(f"{SVG}polyline[2]").get("points").split()
    (x0, y0), (x1, y1) = (tuple(map(float, line[i].split(","))) for i in (0, -1))
    assert number(middle, "cx") == pytest.approx((x0 + x1) / 2, abs=0.2)
    assert number(middle, "cy") == pytest.approx(y0 + 0.5**2.2 * (y1 - y0), abs=0.2)


def test_the_names_of_rows_are_said_once_beside_the_first_of_several_plots():
    said = [one.text for one in drawn("dots").iter(f"{SVG}text")]
    assert [said.count(name) for _, name in STATES[:7]] == [1] * 7


@pytest.mark.parametrize("width", [360, 340, 320])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_narrow_chart_keeps_its_words_whole_and_inside(name, width):
    root = drawn(name, width)
    for text in root.iter(f"{SVG}text"):
        assert number(text, "font-size") >= 12
        assert box(text).left >= -0.5
        assert box(text).right <= width + 0.5
    said = words(root)
    for panel in SAMPLES[name]().panels:
        for whole in (panel.title, panel.x.label, panel.y.label):
            assert all(word in said for word in whole.split())


def test_kinds_of_bars_differ_without_colour():
    looks = {}
    for bar in groups(drawn("timeline"), "bar"):
        first, *others = bar.iter(f"{SVG}rect")
        fill = first.get("fill").lstrip("#")
        rgb = np.array([[int(fill[i : i + 2], 16) / 255 for i in (0, 2, 4)]])
        hatched = any(one.get("fill", "").startswith("url(") for one in others)
        kind = next(css for css in bar.get("class").split() if css.startswith("kind-"))
        looks[kind] = (hatched, first.get("stroke-dasharray"), lightness(rgb)[0])
    assert set(looks) == {f"kind-{kind}" for kind in BAR_KINDS}
    for one, other in itertools.combinations(looks.values(), 2):
        assert one[:2] != other[:2] or abs(one[2] - other[2]) > 20


@pytest.mark.parametrize("name", SAMPLES)
def test_a_png_has_its_size_its_resolution_and_ink(name):
    data = png(SAMPLES[name]())
    image = Image.open(io.BytesIO(data))
    high = float(drawn(name).get("height"))
    assert image.size == (2250, pytest.approx(math.ceil(high * 2250 / 720), abs=3))
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    pixels = np.asarray(image.convert("RGB"))
    assert (pixels[:4] == 255).all()
    dark = (pixels.mean(axis=2) < 128).mean()
    assert 0.002 < dark < 0.5
    # Head and foot are drawn too: the words there leave ink.
    assert pixels[: 60 * 3].min() < 100
    assert pixels[-60 * 3 :].min() < 150


def test_equal_charts_are_equal_bytes():
    assert svg(timeline()) == svg(timeline())
    assert png(timeline(), 96) == png(timeline(), 96)
    assert png(timeline(), 96) != png(dots(), 96)


def test_a_chart_without_anything_is_still_a_picture():
    bare = Axis("", 0.0, 1.0, ())
    empty = ChartSpec("empty", "", "", "", (Panel("", bare, bare),), TABLE)
    assert ET.fromstring(svg(empty)).tag == f"{SVG}svg"
    assert Image.open(io.BytesIO(png(empty, 96))).width == 720


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_chart_can_be_downloaded(ending):
    from geoaid.dashboard import create_app

    answer = create_app().server.test_client().get(f"/chart/{ending}?panel=time&lang=es")
    assert answer.status_code == 200
    assert answer.data.startswith({"png": b"\x89PNG", "svg": b"<svg"}[ending])


@pytest.fixture
def chart(browser):
    """A page with the scatter and the script of charts; the codes that were chosen on it."""
    page = browser.new_page(viewport={"width": 800, "height": 700})
    plot = svg(scatter(), standalone=False)
    page.set_content(f"<button>before</button><div class='chart'>{plot}</div><p>after</p>")
    page.evaluate(
        "window.chosen = [];"
        "window.geoaid = { select: (code) => window.chosen.push(code), place: () => null, outlineSides: () => null };"
    )
    page.add_style_tag(content=bundle("css").body.decode())
    page.add_script_tag(path=ASSETS / "charts.js")
    page.evaluate("geoaid.charts(document)")
    yield page
    page.close()


def tip(page):
    return page.locator(".chart-tip")


def test_hover_says_what_a_point_is_and_escape_takes_it_back(chart):
    chart.locator(".point[data-code='30'] .dot").hover()
    assert tip(chart).inner_text().split("\n") == ["Veracruz", "rank 30"]
    chart.keyboard.press("Escape")
    assert not tip(chart).is_visible()


def test_a_chart_is_one_stop_and_arrows_move_among_its_points(chart):
    chart.locator("button").focus()
    chart.keyboard.press("Tab")
    seen = {chart.evaluate("document.activeElement.dataset.code")}
    chart.keyboard.press("Home")
    for _ in range(40):
        chart.keyboard.press("ArrowRight")
        seen.add(chart.evaluate("document.activeElement.dataset.code"))
        assert tip(chart).is_visible()
    assert len(seen) > 5
    assert chart.locator(".point[tabindex='0']").count() == 1
    chart.keyboard.press("Shift+Tab")
    assert chart.evaluate("document.activeElement.tagName") == "BUTTON"
    assert not tip(chart).is_visible()


def test_enter_space_and_click_choose_a_place(chart):
    point = chart.locator(".point[data-code='30']")
    point.focus()
    chart.keyboard.press("Enter")
    chart.keyboard.press(" ")
    point.locator(".dot").click()
    assert chart.evaluate("chosen") == ["30", "30", "30"]


def test_a_place_chosen_elsewhere_is_marked(chart):
    chart.evaluate("geoaid.markPlace('30')")
    marked = chart.locator(".point.selected")
    assert [one.get_attribute("data-code") for one in marked.all()] == ["30"]


def test_the_pointer_may_go_to_what_is_said(chart):
    chart.locator(".point[data-code='30'] .dot").hover()
    at = tip(chart).bounding_box()
    chart.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2, steps=60)
    chart.wait_for_timeout(400)  # longer than the script waits before it hides the words
    assert tip(chart).inner_text().startswith("Veracruz")
    assert tip(chart).is_visible()
    chart.mouse.move(5, 690)
    tip(chart).wait_for(state="hidden")


def test_the_keyboard_reaches_points_that_stand_in_one_place(chart):
    tied = tuple(Mark(1.0 + i // 4, 1.0, name, "", code) for i, (code, name) in enumerate(STATES))
    scale = Axis("", 0.0, 9.0, ())
    plot = svg(spec("tied", Panel("", scale, scale, marks=tied)), standalone=False)
    chart.evaluate("(plot) => { document.querySelector('.chart').innerHTML = plot; }", plot)
    chart.evaluate("geoaid.charts(document)")
    chart.locator(".point[tabindex='0']").focus()
    seen = [chart.evaluate("document.activeElement.dataset.code")]
    for _ in range(31):
        chart.keyboard.press("ArrowRight")
        seen.append(chart.evaluate("document.activeElement.dataset.code"))
    assert sorted(seen) == sorted(code for code, _ in STATES)
    chart.keyboard.press("Home")
    assert chart.evaluate("document.activeElement.dataset.code") == seen[0]
    chart.keyboard.press("End")
    assert chart.evaluate("document.activeElement.dataset.code") == seen[-1]


def test_names_in_the_page_stay_words(browser):
    panel = Panel(
        "", percent(""), percent(""),
        marks=(Mark(0.5, 0.5, HOSTILE[0], "<img src=x onerror='window.hacked = 1'>", "30"),),
    )  # fmt: skip
    page = browser.new_page()
    page.set_content("<div class='chart'></div>")
    page.evaluate(
        "window.geoaid = { select: () => null, place: () => null, outlineSides: () => null }"
    )
    page.add_script_tag(path=ASSETS / "charts.js")
    page.evaluate(
        """(text) => {
          const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
          document.querySelector(".chart").append(document.importNode(parsed, true));
          geoaid.charts(document);
        }""",
        svg(spec("hostile", panel), standalone=False),
    )
    page.locator(".dot").hover()
    assert HOSTILE[0] in tip(page).inner_text()
    assert page.evaluate("window.hacked") is None
    assert page.locator(".chart-tip img, .chart script").count() == 0
    page.close()
