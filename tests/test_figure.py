"""The printed figure: PNG, SVG and PDF, reopened as a reader's programs would."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import math
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import rcParams
from PIL import Image
from pypdf import PdfReader

from geoaid import mapspec, places, shapes
from geoaid.render import Job, cartography, figure, furniture, outlines
from geoaid.render.face import Face, clean
from geoaid.render.labelling import Box, Disc, Want, place
from geoaid.render.sheet import Sheet
from geoaid.view import View

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = {
    "default": View(),
    "spanish": View(lang="es", measure="amount", split="none"),
    "municipality": View(level="municipality"),
    "empty": View(program_area="counter_terrorism"),
    "many": View(compare="30,20,12", spotlight="02004,19039,08037,14039,28027", lang="es"),
    "nine": View(k=9, palette="YlOrRd", lang="es", measure="programmes_per_100k"),
}


@cache
def job(name: str) -> Job:
    return Job.of(VIEWS[name], name="map.png")


@cache
def drawn(name: str) -> ET.Element:
    return ET.fromstring(figure.svg(job(name)))


def words(node: ET.Element) -> str:
    return " ".join("".join(text.itertext()) for text in node.iter(f"{SVG}text"))


def by_id(node: ET.Element, name: str) -> ET.Element:
    return next(one for one in node.iter() if one.get("id") == name)


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def share_of(image: np.ndarray, colour: str) -> float:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return float((image == wanted).all(axis=2).mean())


def test_png_is_a4_at_300_dpi_in_the_colours_of_the_classes() -> None:
    data = figure.png(job("default"))
    image = Image.open(io.BytesIO(data))
    assert image.size == (3508, 2480)
    assert [round(dots) for dots in image.info["dpi"]] == [300, 300]
    found = pixels(data)
    for one in job("default").spec.classes:
        # A swatch of the legend alone covers 0.03 % of the page.
        assert share_of(found, one.colour) > 0.0004, one.label
    assert share_of(found, mapspec.SEA) > 0.1
    assert share_of(found, mapspec.LAND) > 0.02
    # Nothing touches the edge of the page.
    edge = np.concatenate([found[:60].ravel(), found[-60:].ravel(), found[:, :60].ravel()])
    assert (edge == 255).all()


def test_png_says_what_it_shows() -> None:
    one = job("spanish")
    info = Image.open(io.BytesIO(figure.png(one))).info
    assert info["Title"] == one.spec.title
    assert info["Description"] == one.spec.alt
    assert info["Source"] == f"sha256 {one.answer.data_sha256}"
    assert View.from_query(info["geoaid:view"]) == VIEWS["spanish"]


def test_each_state_is_filled_with_its_own_class() -> None:
    root = drawn("default")
    spec = job("default").spec
    for area in spec.areas:
        path = by_id(root, f"state-{area.code}").find(f"{SVG}path")
        assert path is not None
        assert f"fill: {spec.colour(area)}" in path.get("style", ""), area.name
    assert {area.code for area in spec.areas} == set(shapes.rings("state"))


def test_svg_has_named_groups_and_speaks_to_a_screen_reader() -> None:
    root = drawn("default")
    for name in ("neighbours", "states", "circles", "labels", "legend", "outlines", "outline-30"):
        assert len(by_id(root, name)) or name.startswith("outline-"), name
    assert len(by_id(root, "circles").findall(f"{SVG}g")) == len(job("default").spec.circles)
    assert root.get("role") == "img"
    assert root.get("aria-label") == job("default").spec.alt
    assert root.findtext(f"{SVG}title") == job("default").spec.title
    municipal = drawn("municipality")
    assert by_id(municipal, "municipality-02004") is not None
    ids = [one.get("id") for one in municipal.iter() if one.get("id")]
    assert len(ids) == len(set(ids))


def test_svg_text_is_text() -> None:
    read = words(drawn("spanish"))
    for part in ("Ciudad Juárez", "México", "Golfo de México", "500 km", "EPSG:6372"):
        assert part in read
    assert "Veracruz (sin monto)" in words(by_id(drawn("spanish"), "labels"))
    assert "--measure=amount" in read


@pytest.mark.parametrize("name", VIEWS)
def test_all_that_the_map_says_stands_on_the_page(name: str) -> None:
    one = job(name)
    spec, read = one.spec, words(drawn(name))
    said = [spec.title, spec.findings.headline, spec.findings.hedge, spec.findings.coverage]
    said += [*spec.findings.notes, *spec.credits, spec.data_line]
    said.append(mapspec.remake(spec.view, one.ledger, one.name))
    for sentence in said:
        assert sentence in read, sentence
    for label in spec.labels:
        assert label.text in read
        assert label.detail in read


@pytest.mark.parametrize("name", VIEWS)
def test_legend_names_every_class_and_status_in_view(name: str) -> None:
    spec = job(name).spec
    read = words(by_id(drawn(name), "legend"))
    assert spec.legend_title in read
    for status in spec.statuses:
        assert status.label in read
        assert f"({status.count:,})" in read
    for one in spec.classes:
        assert one.label in read
    if spec.circles:
        assert spec.circle_label in read
    assert "Veracruz" in read


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_is_cut_or_printed_over(name: str) -> None:
    """Measured by matplotlib itself, not by the widths that the layout went by."""
    with figure._settings():
        sheet = figure._page(job(name))
        sheet.figure.set_dpi(100)
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.text import Text

        renderer = FigureCanvasAgg(sheet.figure).get_renderer()
        boxes = [
            (text.get_text(), text.get_window_extent(renderer))
            for text in leaves(sheet.figure.artists)
            if isinstance(text, Text) and not text.get_path_effects()
        ]
    width, height = sheet.width / 25.4 * 100, sheet.height / 25.4 * 100
    margin = 11 / 25.4 * 100
    for said, box in boxes:
        assert box.x0 > margin, said
        assert box.x1 < width - margin, said
        assert box.y0 > margin - 3, said
        assert box.y1 < height - margin + 3, said
    for at, (said, box) in enumerate(boxes):
        for other_said, other in boxes[at + 1 :]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            # Boxes hold ascenders and descenders, which may share a pixel or two of leading.
            down = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert across < 1 or down < 4, (said, other_said)


def leaves(artists: list) -> list:
    found = []
    for one in artists:
        members = getattr(one, "members", None)
        found += leaves(members) if members is not None else [one]
    return found


@pytest.mark.parametrize("name", VIEWS)
def test_labels_keep_clear_of_circles_each_other_and_the_frame(name: str) -> None:
    spec = job(name).spec
    frame = cartography.Frame.of(figure._layout(spec, "map.png").panel)
    spots = cartography._label_spots(spec, frame)
    assert all(spots)
    boxes = [spot.box for spot in spots if spot]
    for at, box in enumerate(boxes):
        assert frame.panel.holds(box)
        assert not any(box.overlaps(other) for other in boxes[at + 1 :])
        for circle in spec.circles:
            if circle.is_spotlight:
                assert not cartography._disc(spec, circle, frame).touches(box), circle.name
    # Veracruz is narrow: its label stands off the land.
    assert frame.land(boxes[[label.code for label in spec.labels].index("30")]) == 0


def test_pattern_is_drawn_over_its_status_on_map_and_legend() -> None:
    root = drawn("spanish")
    patterned = [status for status in job("spanish").spec.statuses if status.pattern != "none"]
    assert patterned
    assert len(by_id(root, "patterns").findall(f"{SVG}g")) == len(patterned)
    ink = [
        path
        for path in by_id(root, "legend").iter(f"{SVG}path")
        if f"stroke: {mapspec.PATTERN_INK}" in path.get("style", "")
    ]
    assert len(ink) == len(patterned)
    assert all(path.get("clip-path") for path in ink)


@pytest.mark.parametrize("pattern", ["diagonal", "horizontal", "dots", "cross"])
def test_patterns_differ_and_stay_in_their_area(pattern: str) -> None:
    def page(kind: str) -> np.ndarray:
        sheet = Sheet(30, 20)
        box = Box(5, 5, 25, 15)
        with sheet.group("g"):
            sheet.pattern(kind, "#000000", box)
        file = io.BytesIO()
        sheet.figure.savefig(file, dpi=300)
        return pixels(file.getvalue())

    found = page(pattern)
    mm = 300 / 25.4
    inside = found[int(5.5 * mm) : int(14.5 * mm), int(5.5 * mm) : int(24.5 * mm)]
    assert 0.02 < (inside < 128).mean() < 0.4
    assert (found[: int(4.9 * mm)] == 255).all()
    assert (found[:, int(25.1 * mm) :] == 255).all()
    others = [page(kind) for kind in ("diagonal", "horizontal", "dots", "cross") if kind != pattern]
    assert all((found != other).any() for other in others)


def test_pdf_is_one_page_of_a4_with_its_accents() -> None:
    one = job("spanish")
    reader = PdfReader(io.BytesIO(figure.pdf(one)))
    [page] = reader.pages
    assert page.mediabox.width / 72 * 25.4 == pytest.approx(297, abs=0.2)
    assert page.mediabox.height / 72 * 25.4 == pytest.approx(210, abs=0.2)
    read = " ".join(page.extract_text().split())
    for part in ("Ciudad Juárez (solo compartido)", "EE. UU. a México", "Océano Pacífico"):
        assert part in read
    assert one.spec.findings.coverage in read
    assert reader.metadata is not None
    assert reader.metadata.title == one.spec.title
    assert reader.metadata.author == "geoaid"
    assert reader.metadata.subject == one.spec.alt
    assert reader.metadata.creation_date is None


def digests(jobs: list[Job]) -> list[str]:
    return [
        hashlib.sha256(draw(one)).hexdigest()
        for one in jobs
        for draw in (figure.png, figure.svg, figure.pdf)
    ]


def test_equal_jobs_give_equal_bytes_in_any_process() -> None:
    code = (
        "import sys; sys.path[:0] = ['tests', '.']\n"
        "from test_figure import digests, job\n"
        "print(*digests([job('spanish')]))"
    )
    seeds = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for seed in ("1", "2")
    ]
    assert seeds[0] == seeds[1] == digests([job("spanish")])


def test_a_users_matplotlib_settings_change_nothing_and_stay() -> None:
    before = figure.svg(job("empty"))
    kept = dict(rcParams)
    try:
        rcParams["text.color"] = rcParams["patch.edgecolor"] = "red"
        rcParams["font.size"], rcParams["text.parse_math"] = 30, True
        rcParams["svg.fonttype"] = "path"
        assert figure.svg(job("empty")) == before
        assert rcParams["font.size"] == 30
    finally:
        rcParams.update({key: value for key, value in kept.items() if key != "backend"})


HOSTILE = "<script>alert(1)</script> & $\\frac{x}$ ]]> \x01\n\ud800 \U0001f600 Ñ"


def test_hostile_words_are_only_words() -> None:
    one = job("default")
    labels = tuple(dataclasses.replace(label, text=HOSTILE) for label in one.spec.labels)
    spec = dataclasses.replace(one.spec, title=HOSTILE, alt=HOSTILE, labels=labels)
    bad = Job(one.answer, spec, one.ledger, name=f'{HOSTILE}" onload="x.png')
    root = ET.fromstring(figure.svg(bad))
    assert not list(root.iter(f"{SVG}script"))
    assert root.get("onload") is None
    assert "<script>alert(1)</script> & $\\frac{x}$ ]]>" in words(root)
    assert "Title" in Image.open(io.BytesIO(figure.png(bad))).info
    [page] = PdfReader(io.BytesIO(figure.pdf(bad))).pages
    assert "$\\frac{x}$" in page.extract_text()


def test_a_view_that_says_much_gets_a_taller_page() -> None:
    one = job("default")
    long = dataclasses.replace(one.spec.findings, headline="Una frase muy larga. " * 80)
    spec = dataclasses.replace(one.spec, findings=long)
    layout = figure._layout(spec, "map.png")
    assert layout.height > 210
    assert layout.body_top + layout.column.height <= layout.height - 12 + 1e-6
    assert figure._layout(one.spec, "map.png").height == 210
    # The neighbours fill the map's upper edge, as far up as it reaches.
    found = pixels(figure.png(Job(one.answer, spec, one.ledger, "map.png")))
    mm = 300 / 25.4
    north = found[int((layout.panel.top + 1) * mm), int(130 * mm) : int(270 * mm)]
    sea = [int(mapspec.SEA[at : at + 2], 16) for at in (1, 3, 5)]
    assert not (north == sea).all(axis=1).any()


def test_scale_bar_is_true_and_round() -> None:
    frame = cartography.Frame.of(figure._layout(job("default").spec, "map.png").panel)
    root = by_id(drawn("default"), "scale")
    path = next(root.iter(f"{SVG}path")).get("d", "").split()
    length_mm = (float(path[4]) - float(path[1])) / 72 * 25.4
    assert length_mm / frame.mm_per_metre == pytest.approx(500_000, rel=1e-4)


def test_circles_are_to_scale_on_map_and_legend() -> None:
    """Areas go with programmes: a circle of six has six times the area of one."""
    areas = {}
    legend = by_id(drawn("default"), "legend")
    for path in legend.iter(f"{SVG}path"):
        if "C " in path.get("d", "") and "fill-opacity" in path.get("style", ""):
            numbers = [float(x) for x in path.get("d", "").split() if x[0].isdigit()]
            xs = numbers[::2]
            areas[len(areas)] = math.pi * ((max(xs) - min(xs)) / 2) ** 2
    assert areas[1] / areas[0] == pytest.approx(6, rel=0.02)


def test_every_border_is_drawn_once() -> None:
    """The outline of the whole and the inner borders are the edges of the states, each once."""
    from geoaid.render.outlines import edges

    whole = edges("state")
    coast = whole.coast()
    inner = whole.path(lambda _, __: True)

    def count(path) -> int:
        return int((path.codes != path.MOVETO).sum())

    total = sum(len(one.xy) - len(one.starts) for one in shapes.rings("state").values())
    assert count(coast) + 2 * count(inner) == total
    touching = {
        (whole.codes[a], whole.codes[b])
        for a, b in zip(whole.unit, whole.other, strict=True)
        if b >= 0
    }
    listed = {(c.code_a, c.code_b) for c in shapes.contiguity("state") if c.border_km}
    assert {tuple(sorted(pair)) for pair in touching} == listed


def test_wrapping_breaks_what_is_too_wide_and_loses_nothing() -> None:
    face = Face(8)
    line = "--spotlight=02004,19039,08037,14039,28027 México"
    lines = face.wrap(line, 25)
    assert all(face.width(one) <= 25 for one in lines)
    assert "".join(lines).replace(" ", "") == line.replace(" ", "")
    assert lines[0].endswith((",", "="))


@given(st.text(max_size=60), st.floats(8, 90))
def test_any_text_wraps_within_its_width(text: str, width: float) -> None:
    face = Face(9, bold=True)
    lines = face.wrap(text, width)
    assert all(face.width(line) <= width + 1e-9 for line in lines)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")


numbers = st.floats(0, 100)
wants = st.builds(
    Want,
    x=numbers,
    y=numbers,
    width=st.floats(4, 30),
    height=st.floats(2, 8),
    clearance=st.floats(0.5, 3),
    open_air=st.sampled_from([0.0, 2.5, 40.0]),
    outline=st.sampled_from([(), ((10.0, 10.0), (50.0, 60.0))]),
)
all_discs = st.lists(st.builds(Disc, numbers, numbers, st.floats(0.5, 3)), max_size=6)


@given(st.lists(wants, max_size=7), all_discs, all_discs)
def test_placed_words_never_overlap(some: list[Want], discs: list[Disc], quiet: list[Disc]) -> None:
    frame = Box(0, 0, 100, 100)
    blocked = Box(4, 90, 50, 98)
    spots = place(
        some, frame, discs=discs, boxes=[blocked], quiet=quiet, land=lambda box: box.left < 50
    )
    assert len(spots) == len(some)
    boxes = [spot.box for spot in spots if spot]
    for at, box in enumerate(boxes):
        assert frame.holds(box)
        assert not box.overlaps(blocked)
        assert not any(disc.touches(box) for disc in discs)
        assert not any(box.overlaps(other) for other in boxes[:at])


def test_words_move_away_with_a_leader_when_their_side_is_taken() -> None:
    discs = [Disc(50 + 5 * math.cos(a), 50 + 5 * math.sin(a), 3) for a in np.arange(0, 6.3, 0.4)]
    [spot] = place([Want(50, 50, 12, 4, 1)], Box(0, 0, 100, 100), discs=discs)
    assert spot is not None
    assert spot.leader is not None
    (x0, y0), (x1, y1) = spot.leader
    assert math.hypot(x0 - 50, y0 - 50) < 1.01
    x, y = spot.box.nearest(50, 50)
    assert math.hypot(x1 - x, y1 - y) < 0.7


def test_no_room_is_said_and_not_overprinted() -> None:
    assert place([Want(5, 5, 30, 4, 1)], Box(0, 0, 10, 10)) == (None,)


def test_legend_of_two_columns_is_lower_than_that_of_one() -> None:
    spec = job("nine").spec
    one, two = (furniture.legend(spec, 80, columns=columns).height for columns in (1, 2))
    assert two < one


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("and a further US$25 million to others", "US$25 million"),
        ("cerca de 3,300 millones de pesos", "3,300 millones"),
        ("asistencia de seguridad de EE. UU. a todos", "EE. UU."),
        ("again: geoaid map -o mexico.png --lang=es", "-o mexico.png"),
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(said: str, kept: str) -> None:
    face = Face(9)
    for width in range(30, 70):
        assert any(kept in line for line in face.wrap(said, width)), width


def test_no_short_word_is_left_alone_on_the_last_line() -> None:
    face = Face(9)
    said = "a missing record is weak evidence of absence"
    for width in range(30, 70):
        last = face.wrap(said, width)[-1]
        assert " " in last or face.width(last) > width * 0.3, width


def test_title_is_one_line_or_breaks_where_its_sense_breaks() -> None:
    titles = [
        [text.text for text in by_id(drawn(name), "head").iter(f"{SVG}text")][:-1] for name in VIEWS
    ]
    assert {len(lines) for lines in titles} == {1, 2}
    assert all(len(lines) == 1 or (lines[0] or "").endswith(":") for lines in titles)


def test_label_of_a_tiny_state_is_tied_to_it_by_a_leader() -> None:
    spec = Job.of(View(compare="09,29,17", spotlight="none")).spec
    frame = cartography.Frame.of(figure._layout(spec, "map.png").panel)
    for label, spot in zip(spec.labels, cartography._label_spots(spec, frame), strict=True):
        assert spot is not None
        assert spot.leader is not None, label.text
        assert spot.leader[0] == pytest.approx(frame.at(label.x, label.y))


@pytest.mark.parametrize("compare", ["27,04,23", "30,09,29,17,20,12,07,31"])
def test_labels_of_large_states_find_the_sea_however_many_are_compared(compare: str) -> None:
    """Quintana Roo's label once stood upon Tabasco, and Chiapas's across its own border."""
    spec = Job.of(View(compare=compare)).spec
    frame = cartography.Frame.of(figure._layout(spec, "map.png").panel)
    spots = cartography._label_spots(spec, frame)
    tiny = {"09", "17", "29"}
    for label, spot in zip(spec.labels, spots, strict=True):
        assert spot is not None, label.text
        if len(label.code) == 2 and label.code not in tiny:
            # The coarse grid of land sees a little more of it than there is.
            assert frame.land(spot.box) < 0.05, label.text


def test_no_two_leaders_cross_and_a_pin_always_has_one() -> None:
    wants = [Want(50 + at % 3, 50 + at // 3, 14, 4, 2, pin=True) for at in range(9)]
    spots = place(wants, Box(0, 0, 100, 100))
    leaders = [spot.leader for spot in spots if spot and spot.leader]
    assert len(leaders) == 9
    for at, ((ax, ay), (bx, by)) in enumerate(leaders):
        for (cx, cy), (dx, dy) in leaders[:at]:
            turns = [
                (bx - ax) * (y - ay) - (by - ay) * (x - ax) for x, y in ((cx, cy), (dx, dy))
            ] + [(dx - cx) * (y - cy) - (dy - cy) * (x - cx) for x, y in ((ax, ay), (bx, by))]
            assert turns[0] * turns[1] >= 0 or turns[2] * turns[3] >= 0


def test_a_dear_label_changes_places_with_another() -> None:
    """The first would take the only free side of the second, though it has one of its own."""
    frame = Box(0, 0, 60, 60)
    walls = [Box(0, 0, 60, 22), Box(0, 38, 60, 60), Box(0, 22, 15, 38)]
    first, second = Want(30, 30, 12, 4, 1), Want(30, 30, 24, 14, 1)
    [free] = place([first], frame, boxes=walls)
    assert free is not None
    assert free.box.left > 30
    moved, stays = place([first, second], frame, boxes=walls)
    assert moved is not None
    assert stays is not None
    assert moved.box.right < 30 < stays.box.left


def test_islets_have_no_outline_but_their_state_has() -> None:
    spec = Job.of(View(compare="31", spotlight="none")).spec
    frame = cartography.Frame.of(figure._layout(spec, "map.png").panel)
    least = cartography._ISLET_MM2 / frame.mm_per_metre**2
    path = outlines.largest_parts("31", least)
    parts = (path.codes == path.MOVETO).sum()
    assert 1 <= parts < len(shapes.rings("state")["31"].starts)
    assert len(path.vertices) > 100


def test_circles_hide_no_municipality() -> None:
    """A municipality may be smaller than its circle, which therefore has no fill."""
    hidden = [
        path
        for path in by_id(drawn("municipality"), "circles").iter(f"{SVG}path")
        if "fill-opacity: 0.72" in path.get("style", "")
    ]
    assert not hidden
    amozoc = Job.of(View(level="municipality", measure="amount", palette="YlGnBu"))
    darkest = amozoc.spec.classes[-1].colour
    layout = figure._layout(amozoc.spec, "map.png")
    mm = 300 / 25.4
    found = pixels(figure.png(amozoc))
    on_map = found[int(layout.panel.top * mm) : int(layout.panel.bottom * mm)]
    assert share_of(on_map[:, int(layout.panel.left * mm) :], darkest) > 0


def test_legend_names_highlighted_places_that_no_record_names() -> None:
    one = Job.of(View(program_area="counter_terrorism"))
    root = ET.fromstring(figure.svg(one))
    assert "Highlighted: Tijuana, Monterrey and Ciudad Juárez" in words(by_id(root, "legend"))


def test_from_the_command_line_there_is_no_page_to_link_to() -> None:
    assert "<a " not in figure.svg(job("default")).decode()
    assert "View:" not in words(drawn("default"))


@pytest.mark.parametrize(
    ("view", "mark"),
    [
        (View(place="08"), "chosen-08"),
        (View(place="08", measure="amount", lang="es"), "chosen-08"),
        (View(place="26030", level="municipality"), "chosen-26030"),
        (View(place="30087", lang="es"), None),
        (View(place="02004", within="02", level="municipality"), "chosen-02004"),
    ],
)
def test_the_place_chosen_is_outlined_named_and_explained(view: View, mark: str | None) -> None:
    one = Job.of(view, name="map.png")
    root = ET.fromstring(figure.svg(one))
    chosen = one.spec.chosen
    assert chosen is not None
    assert chosen.label is not None
    assert chosen.label.text in words(by_id(root, "labels"))
    assert chosen.note in words(by_id(root, "foot"))
    outlines = by_id(root, "outlines")
    ink = [p for p in outlines.iter(f"{SVG}path") if "stroke: #111827" in p.get("style", "")]
    assert len(ink) == 1
    if mark:
        assert by_id(outlines, mark) is not None
    assert places.get(view.place).short in words(by_id(root, "legend"))
    frame = cartography.Frame.of(figure._layout(one.spec, "map.png").panel)
    boxes = [spot.box for spot in cartography._label_spots(one.spec, frame) if spot]
    assert len(boxes) == len(one.spec.named)
    for at, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[at + 1 :])
