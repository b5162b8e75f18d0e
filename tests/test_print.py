"""How a map is printed: every preset and layout, reopened and measured as a reader's programs would."""

from __future__ import annotations

import io
import math
import re
import xml.etree.ElementTree as ET
from functools import cache

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image
from pypdf import PdfReader
from pyproj import Geod, Transformer

from geoaid import ledger, places, shapes, text
from geoaid.answer.states import state_only_usd
from geoaid.errors import ExportError, PrintError
from geoaid.mapspec import SEA
from geoaid.render import Job, composition, export, figure, page
from geoaid.render.face import SMALLEST_PT
from geoaid.render.labelling import Box
from geoaid.render.page import PRESETS, Print
from geoaid.view import View
from tests import golden

SVG = "{http://www.w3.org/2000/svg}"
LONG = (
    "Programas documentados por municipio <b>& $x^2$</b> de la asistencia de seguridad de los "
    "Estados Unidos de América a México, con las entidades federativas que no recibieron nada "
    "según Aerotransportación-Internacionalmente-Desproporcionadísima"
)
LAYOUTS = {
    "one": (View(), Print()),
    "square legend": (View(layer="bivariate", lang="es"), Print()),
    "pair of needs": (View(), Print(layout="pair", second="need")),
    "pair of rules": (View(measure="amount"), Print(layout="pair", second="split:none")),
    "pair of measures": (View(), Print(layout="pair", second="measure:amount", preset="slide")),
    "pair of years": (
        View(years="2008-2014", measure="amount", lang="es"),
        Print(layout="pair", second="2015-2021"),
    ),
    "areas": (View(lang="es"), Print(layout="areas")),
    "periods": (View(), Print(layout="periods", preset="a4-portrait")),
    "state": (View(place="19", lang="es"), Print(layout="state")),
    "insets": (View(level="municipality"), Print(insets=True)),
    "two periods": (View(), Print(layout="periods", periods="2008-2014,2015-2026")),
}


@cache
def job(view: View, print_: Print) -> Job:
    return Job.of(view, name="map.png", print_=print_)


@cache
def drawn(view: View, print_: Print) -> ET.Element:
    return ET.fromstring(figure.svg(job(view, print_)))


def words(node: ET.Element) -> str:
    return " ".join("".join(one.itertext()) for one in node.iter(f"{SVG}text"))


def by_id(node: ET.Element, name: str) -> ET.Element:
    return next(one for one in node.iter() if one.get("id") == name)


def png(view: View, print_: Print) -> Image.Image:
    return Image.open(io.BytesIO(figure.png(job(view, print_))))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_has_its_size_in_every_format(preset):
    width, height = PRESETS[preset].size_mm
    print_ = Print(preset=preset, dpi=150)
    image = png(View(), print_)
    assert image.size == (round(width / 25.4 * 150), round(height / 25.4 * 150))
    assert [round(dots) for dots in image.info["dpi"]] == [150, 150]
    [sheet] = PdfReader(io.BytesIO(figure.pdf(job(View(), print_)))).pages
    size = (float(sheet.mediabox.width), float(sheet.mediabox.height))
    assert size == pytest.approx((width / 25.4 * 72, height / 25.4 * 72), abs=0.5)
    root = drawn(View(), print_)
    points = [float((root.get(side) or "").removesuffix("pt")) for side in ("width", "height")]
    assert points == pytest.approx([width / 25.4 * 72, height / 25.4 * 72], abs=0.5)


@pytest.mark.parametrize("name", ["pair of needs", "insets"])
def test_a_pdf_embeds_its_fonts_and_holds_its_words(name):
    view, print_ = LAYOUTS[name]
    [sheet] = PdfReader(io.BytesIO(figure.pdf(job(view, print_)))).pages
    fonts = [font.get_object() for font in sheet["/Resources"]["/Font"].values()]
    inner = [
        font["/DescendantFonts"][0].get_object() for font in fonts if "/DescendantFonts" in font
    ]
    assert inner or fonts
    for font in inner or fonts:
        assert "/FontFile2" in font["/FontDescriptor"].get_object()
    read = " ".join(sheet.extract_text().split())
    assert "Ciudad Juárez" in read
    assert composition.compose(job(view, print_)).content.spec.data_line in read


@pytest.mark.parametrize("dpi", page.DPIS)
def test_every_resolution_is_that_of_the_file(dpi):
    image = png(View(), Print(size_mm="120x90", dpi=dpi))
    assert image.size == (round(120 / 25.4 * dpi), round(90 / 25.4 * dpi))
    assert round(image.info["dpi"][0]) == dpi


def test_the_square_for_social_media_has_1080_pixels_a_side():
    assert png(View(), Print(preset="square")).size == (1080, 1080)


def test_a_print_without_a_choice_is_the_page_of_before():
    plain = figure.png(Job.of(View(), name="map.png"))
    assert plain == figure.png(job(View(), Print()))
    assert Image.open(io.BytesIO(plain)).size == (3508, 2480)


def boxes(shown: Job) -> tuple[float, float, list[tuple[Text, Box]]]:
    """Size of the page and what each text covers, in points, by matplotlib's own measure."""
    with figure._settings():
        sheet = figure._page(shown)
        sheet.figure.set_dpi(72)
        renderer = FigureCanvasAgg(sheet.figure).get_renderer()
        found = []
        for one in leaves(sheet.figure.artists):
            if isinstance(one, Text) and not one.get_path_effects():
                at = one.get_window_extent(renderer)
                found.append((one, Box(at.x0, at.y0, at.x1, at.y1)))
    return sheet.width / 25.4 * 72, sheet.height / 25.4 * 72, found


def leaves(artists: list) -> list:
    found = []
    for one in artists:
        members = getattr(one, "members", None)
        found += leaves(members) if members is not None else [one]
    return found


def check_page(one: Job) -> None:
    width, height, found = boxes(one)
    assert found
    for item, box in found:
        said = item.get_text()
        assert item.get_fontsize() >= SMALLEST_PT, said
        assert box.left > 0, said
        assert box.right < width, said
        assert box.top > 0, said
        assert box.bottom < height, said
    for at, (item, box) in enumerate(found):
        for other_item, other in found[at + 1 :]:
            across = min(box.right, other.right) - max(box.left, other.left)
            down = min(box.bottom, other.bottom) - max(box.top, other.top)
            # Boxes hold ascenders and descenders, which may share a little of the leading.
            least = 0.42 * min(item.get_fontsize(), other_item.get_fontsize())
            assert across < 1 or down < least, (item.get_text(), other_item.get_text())


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("preset", PRESETS)
def test_a_long_title_collides_with_nothing(preset, lang):
    check_page(job(View(lang=lang), Print(preset=preset, title=LONG)))
    amounts = View(lang=lang, measure="amount", split="none", program_area="rule_of_law")
    check_page(job(amounts, Print(preset=preset, title=LONG, subtitle=LONG[:90])))


ARTICLES = {
    "programmes": View(),
    "money": View(measure="amount", lang="es", place="08"),
    "need": View(layer="need", lang="es"),
    "both": View(layer="bivariate", need="poverty"),
    "municipality": View(level="municipality", measure="amount"),
    "within": View(level="municipality", within="30", lang="es"),
    "many": View(k=9, measure="amount_per_100k", lang="es", years="2008-2015", split="none"),
}


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_read_in_a_column_of_700_pixels(name):
    one = Job.of(
        ARTICLES[name], name="m.png", print_=Print(preset="article"), address="https://x.org/"
    )
    check_page(one)
    _, _, found = boxes(one)
    layout = composition.compose(one)
    width, height, [panel] = layout.width, layout.height, layout.panels
    # No type is smaller than 12 pixels there; the map has the whole width.
    least = 12 / 700 * width / 25.4 * 72
    assert min(item.get_fontsize() for item, _ in found) >= least
    assert panel.width == pytest.approx(width - 2 * layout.margin)
    assert panel.height > 0.4 * height
    root = ET.fromstring(figure.svg(one))
    read, spec = words(root), one.spec
    assert spec.title in read
    assert spec.findings.headline.partition("; ")[0].rstrip(".") in read
    assert spec.data_line in read
    assert "x.org/?" in words(by_id(root, "foot"))
    # It leaves out what only a report has room for.
    assert spec.findings.coverage not in read
    assert "geoaid map" not in read


@pytest.mark.parametrize("name", ARTICLES)
def test_a_report_page_is_half_map_and_its_hedge_is_no_larger_than_it_need_be(name):
    one = job(ARTICLES[name], Print())
    layout = composition.compose(one)
    assert layout.panel.height >= 0.5 * layout.height
    _, _, found = boxes(one)
    sizes = {item.get_text(): item.get_fontsize() for item, _ in found}
    finding, hedge = one.spec.findings.headline, one.spec.findings.hedge
    finding = max(size for said, size in sizes.items() if said and said in finding)
    first = next(size for said, size in sizes.items() if said and hedge.startswith(said))
    assert first < finding
    assert (
        min(size for said, size in sizes.items() if "geoaid" not in said and "--" not in said) >= 7
    )


@pytest.mark.parametrize("preset", ["a4", "half-column", "slide", "square"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_no_layout_prints_one_thing_over_another(name, preset):
    view, print_ = LAYOUTS[name]
    chosen = {key: getattr(print_, key) for key in ("layout", "second", "periods", "insets")}
    check_page(job(view, Print(preset=preset, **chosen)))


@pytest.mark.parametrize("preset", PRESETS)
def test_whatever_goes_title_legend_and_sources_stay(preset):
    one = job(View(lang="es", measure="amount_per_100k"), Print(preset=preset))
    read = words(drawn(one.spec.view, one.print_))
    for said in (one.spec.title, one.spec.legend_title, one.spec.data_line):
        assert said in read
    for item in (*one.spec.classes, *one.spec.statuses):
        assert item.label in read
    # Population is a source too.
    assert one.spec.credits[2] in read


def test_own_words_stand_for_the_views():
    print_ = Print(preset="slide", title="Where is it?", subtitle="Nobody says")
    root = drawn(View(), print_)
    head = words(by_id(root, "head"))
    assert head == "Where is it? Nobody says"
    assert root.findtext(f"{SVG}title") == "Where is it?"


def test_the_command_holds_what_is_not_a_default():
    print_ = Print(dpi=600, background="transparent", title="A b")
    assert print_.options() == ["--dpi=600", "--background=transparent", "--title=A b"]
    read = words(drawn(View(), print_))
    assert "geoaid map -o map.png --dpi=600 --background=transparent '--title=A b'" in read
    assert Print().options() == []


def test_transparent_has_neither_paper_nor_sea():
    image = png(View(), Print(background="transparent", dpi=150))
    assert image.mode == "RGBA"
    alpha = np.asarray(image)[:, :, 3]
    assert (alpha[:40] == 0).all()
    assert 0.4 < (alpha == 0).mean() < 0.95
    assert (alpha == 255).mean() > 0.1
    assert SEA not in ET.tostring(drawn(View(), Print(background="transparent")), "unicode")
    assert SEA in ET.tostring(drawn(View(), Print()), "unicode")


@pytest.mark.parametrize(
    "view",
    [View(), View(layer="bivariate"), View(layer="clusters"), View(layer="what_if")],
    ids=lambda view: view.layer,
)
def test_grey_ink_is_grey_and_still_tells_every_class(view):
    one = job(view, Print(ink="grey", dpi=150))
    pixels = np.asarray(Image.open(io.BytesIO(figure.png(one)))).astype(int)
    assert (pixels.max(axis=2) - pixels.min(axis=2)).max() <= 1
    shown = composition.compose(one).content.spec.classes
    looks = {(item.colour, item.pattern) for item in shown}
    assert len(looks) == len(shown)
    assert "#c2410c" not in figure.svg(one).decode()


@pytest.mark.parametrize("name", LAYOUTS)
def test_equal_prints_give_equal_bytes(name):
    view, print_ = LAYOUTS[name]
    for draw in (figure.svg, figure.pdf):
        first, second = (draw(Job.of(view, name="map.png", print_=print_)) for _ in range(2))
        assert first == second


def test_a_pair_of_periods_shares_its_classes_and_the_scale_of_its_circles():
    content = composition.compose(job(*LAYOUTS["pair of years"])).content
    one, other = (picture.spec for picture in content.pictures)
    assert [c.label for c in one.classes] == [c.label for c in other.classes]
    assert [c.colour for c in one.classes] == [c.colour for c in other.classes]
    assert content.pictures[0].largest == content.pictures[1].largest
    for spec in (one, other):
        for area in spec.areas:
            place = next(p for p in spec.areas if p.code == area.code)
            assert place.class_ is None or 1 <= place.class_ <= len(spec.classes)
    # A circle of one programme has the same size on both.
    ones = {round(c.radius, 9) for spec in (one, other) for c in spec.circles if c.programmes == 1}
    assert len(ones) == 1
    legend = words(by_id(drawn(*LAYOUTS["pair of years"]), "legend"))
    for item in one.classes:
        assert item.label in legend
    counts = [int(n) for n in re.findall(r"\((\d+), ", legend)]
    assert sum(counts) <= 32


def test_assistance_and_need_have_legends_of_their_own():
    root = drawn(*LAYOUTS["pair of needs"])
    one, other = (words(by_id(root, f"map-{number}-legend")) for number in (1, 2))
    assert "Documented programmes" in one
    assert "Homicide rate" in other
    assert "Documented" not in other
    assert "Need, Homicide rate" in words(by_id(root, "foot"))


@pytest.mark.parametrize(("name", "count"), [("areas", 6), ("periods", 5), ("two periods", 2)])
def test_small_multiples_are_one_map_each_and_named(name, count):
    root = drawn(*LAYOUTS[name])
    captions = [words(by_id(root, f"map-{number}-caption")) for number in range(1, count + 1)]
    assert len(set(captions)) == count
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert f"map-{count + 1}-map" not in ids
    for number in range(1, count + 1):
        assert by_id(root, f"map-{number}-state-30") is not None


def test_periods_of_years_count_what_their_own_view_counts():
    content = composition.compose(job(*LAYOUTS["two periods"])).content
    alone = Job.of(View(years="2008-2014")).answer
    shown = {area.code: area.value for area in content.pictures[0].spec.areas}
    for place in alone.places:
        if place.status == "value":
            assert shown[place.code] == f"{place.value:g}"


def test_the_legend_of_need_and_assistance_is_a_square_of_nine():
    view, print_ = LAYOUTS["square legend"]
    legend = by_id(drawn(view, print_), "legend")
    spec = job(view, print_).spec
    read = words(legend)
    assert "Más necesidad" in read
    assert "Más asistencia" in read
    cells = [
        path
        for path in legend.iter(f"{SVG}path")
        if any(f"fill: {one.colour}" in (path.get("style") or "") for one in spec.classes)
    ]
    assert len(cells) == 9
    xs = {round(float((cell.get("d") or "").split()[1]), 1) for cell in cells}
    assert len(xs) == 3
    assert not any(one.label in read for one in spec.classes)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"preset": "a5"}, "preset: found 'a5'; expected one of a4, a4-portrait"),
        ({"dpi": 72}, "dpi: found 72; expected one of 150, 300, 600"),
        ({"size_mm": "10x10"}, "size: found '10x10'; expected none, or width x height in mm"),
        ({"size_mm": "wide"}, "size: found 'wide'"),
        ({"size_mm": "1200x1200", "dpi": 600}, "at most 20,000 pixels a side"),
        ({"size_mm": "90x90", "preset": "slide"}, "a size or a preset, not both"),
        ({"layout": "pair"}, "second: found 'none'; expected need, years such as 2015-2021, or"),
        (
            {"layout": "pair", "second": "split:some"},
            "second: found 'split:some'; expected split: one",
        ),
        ({"second": "need"}, "none, unless the layout is pair"),
        ({"layout": "periods", "periods": "2008"}, "2 to 12 ranges of years"),
        ({"layout": "areas", "insets": True}, "insets with the layout one only"),
        ({"ink": "sepia"}, "ink: found 'sepia'; expected one of colour, grey"),
        ({"title": "x" * 500}, "at most 400 characters"),
    ],
)
def test_a_bad_choice_says_what_is_allowed(options, said):
    with pytest.raises(PrintError, match=re.escape(said)) as caught:
        Print(**options)
    assert len(caught.value.problems) == 1
    assert "Change it or leave it out." in str(caught.value)


def test_two_bad_choices_are_both_told():
    with pytest.raises(PrintError) as caught:
        Print(preset="a5", ink="sepia")
    assert len(caught.value.problems) == 2


def test_a_size_too_small_for_its_legend_says_how_large_it_must_be():
    with pytest.raises(ExportError, match="too small for the title and the legend") as caught:
        figure.svg(job(View(measure="amount"), Print(size_mm="40x30")))
    width, height = map(int, re.findall(r"about (\d+) x (\d+) mm", str(caught.value))[0])
    assert width > 40
    check_page(job(View(measure="amount"), Print(size_mm=(width + 1, height + 1))))


def test_a_layout_of_a_measure_refuses_another_layer():
    with pytest.raises(PrintError, match="the layer measure with the layout areas"):
        figure.svg(job(View(layer="need"), Print(layout="areas")))


def test_a_pair_of_years_needs_years_on_both_sides():
    with pytest.raises(PrintError, match="--years for the first map"):
        figure.svg(job(View(), Print(layout="pair", second="2015-2021")))


def test_choices_of_print_are_refused_for_what_is_not_printed(tmp_path):
    with pytest.raises(PrintError, match="png, svg, pdf only, not with csv"):
        export(View(), tmp_path / "map.csv", print_=Print(preset="slide"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("code", [place.code for place in places.states()])
def test_every_state_has_its_page(code):
    view, print_ = View(place=code), Print(layout="state")
    one = Job.of(view, name="map.png", print_=print_)
    root = ET.fromstring(figure.svg(one))
    layout = composition.compose(one)
    [picture] = layout.content.pictures
    frame = picture.frame(layout.panel, layout.k)
    # The state fills its panel, and stays clear of the locator.
    mm = np.array([frame.at(x, y) for x, y in max(shapes.rings("state")[code].rings(), key=len)])
    assert (mm.min(axis=0) >= (layout.panel.left, layout.panel.top)).all()
    assert (mm.max(axis=0) <= (layout.panel.right, layout.panel.bottom)).all()
    extent = (mm.max(axis=0) - mm.min(axis=0)) / (layout.panel.width, layout.panel.height)
    assert extent.max() > 0.6
    locator = frame.taken[0]
    inside = (mm > (locator.left, locator.top)) & (mm < (locator.right, locator.bottom))
    assert not inside.all(axis=1).any()
    assert len(by_id(root, "locator"))
    # Every named municipality has its fill, and its words where there is room.
    named = {area.code for area in picture.spec.areas}
    drawn_ = {one.get("id") for one in root.iter() if (one.get("id") or "").startswith("munic")}
    assert {f"municipality-{one}" for one in named if one in shapes.rings("municipality")} == (
        drawn_ - {"municipalities"}
    )
    whole = sum(one.count for one in (*picture.spec.classes, *picture.spec.statuses))
    assert whole == places.municipality_count(code)
    assert places.get(code).short in words(by_id(root, "head"))


def test_money_known_only_to_a_state_is_said_on_its_page():
    view = View(measure="amount", level="municipality", split="none")
    book = ledger.bundled()
    amounts = {one.code: state_only_usd(view, book, one.code) for one in places.states()}
    known = {code: usd for code, usd in amounts.items() if usd}
    assert known
    code, usd = next(iter(known.items()))
    foot = words(by_id(drawn(view.but(place=code), Print(layout="state")), "foot"))
    assert f"{text.money('en', usd)} is known only to the state" in foot
    other = next(code for code in amounts if code not in known)
    foot = words(by_id(drawn(view.but(place=other), Print(layout="state")), "foot"))
    assert "known only to the state" not in foot


def test_a_state_page_without_a_state_says_what_is_missing():
    with pytest.raises(PrintError, match="--place with a state's code, such as 30"):
        figure.svg(job(View(), Print(layout="state")))


def test_the_scale_of_a_state_page_is_true_on_the_ground():
    layout = composition.compose(job(View(place="30"), Print(layout="state")))
    frame = layout.content.pictures[0].frame(layout.panel, layout.k)
    root = by_id(drawn(View(place="30"), Print(layout="state")), "scale")
    path = next(root.iter(f"{SVG}path")).get("d", "").split()
    length_mm = (float(path[4]) - float(path[1])) / 72 * 25.4
    point = shapes.points("state")["30"]
    # Along the parallel, by the ellipsoid.
    to_map = Transformer.from_crs(4326, 6372, always_xy=True)
    west, east = (to_map.transform(point.lon + step, point.lat) for step in (-0.5, 0.5))
    on_map = math.dist(west, east) * frame.mm_per_metre
    on_ground = Geod(ellps="GRS80").inv(point.lon - 0.5, point.lat, point.lon + 0.5, point.lat)[2]
    [number] = re.findall(r"(\d+) km", words(root))
    assert length_mm / (int(number) * 1000) == pytest.approx(on_map / on_ground, rel=1e-4)


@pytest.mark.parametrize("level", ["state", "municipality"])
def test_insets_enlarge_the_three_cities(level):
    view, print_ = View(level=level), Print(insets=True)
    root = drawn(view, print_)
    for code, name in (("02004", "Tijuana"), ("19039", "Monterrey"), ("08037", "Ciudad Juárez")):
        inset = by_id(root, f"inset-{code}-map")
        assert name in words(inset)
        assert "km" in words(inset)
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    layout = composition.compose(job(view, print_))
    picture = layout.content.pictures[0]
    main = picture.frame(layout.panel, layout.k)
    for box in picture._insets(main.panel):
        assert layout.panel.grown(1e-6).holds(box)
        assert not box.overlaps(main.panel)


@pytest.mark.parametrize("name", golden.PAGES)
def test_pages_look_as_they_did(name):
    """A font's hinting may move a pixel; a block that moves, or a class that changes, shows."""
    kept = np.asarray(Image.open(golden.FOLDER / f"{name}.png").convert("RGB")).astype(int)
    found = np.asarray(golden.small(name)).astype(int)
    assert found.shape == kept.shape
    apart = np.abs(found - kept)
    assert apart.mean() < 1.0
    assert (apart.max(axis=2) > 60).mean() < 0.004


def test_the_kept_pictures_are_small_and_all_in_use():
    files = sorted(golden.FOLDER.iterdir())
    assert [file.stem for file in files] == sorted(golden.PAGES)
    assert sum(file.stat().st_size for file in files) < 1_000_000
