"""What the server does around Dash: shapes, exports, search, health, compression, security."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from functools import lru_cache
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import flask
from flask_compress import Compress

from geoaid import escape, places, render, text
from geoaid.dashboard import boundaryfiles, exportmenu, method, sharing
from geoaid.dashboard.boundaryfiles import YEAR_SECONDS
from geoaid.dashboard.bundles import bundle
from geoaid.dashboard.filenames import brief_name, chart_name, file_name
from geoaid.errors import GeoaidError, PrintError
from geoaid.escape import html as escaped
from geoaid.render.page import PRINTED, Print
from geoaid.view import FIELDS, LANGUAGES, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dash import Dash
    from flask import Response

    from geoaid.errors import Problem
    from geoaid.ledger import Ledger

    Screen = Callable[[View, Ledger, list[Problem], Mapping[str, str]], str]

# Endings of the files that say which page shows the same.
LINKING = (*PRINTED, "html")
# More than these are counted, not printed.
MOST_NOTICES = 5
# In the page itself: browsers ask for an icon's file again at each change of the address.
_ICON = (
    '<link rel="icon" href="data:image/svg+xml,'
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%231c4f7c'/%3E"
    "%3Ccircle cx='16' cy='16' r='8' fill='%23ea580c'/%3E%3C/svg%3E\">"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # The layout is asked for by script; the address it comes from says which view is wanted.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Site:
    """The routes and headers of one app; ``screen`` writes what is seen before any script.

    Attributes
    ----------
    urls
        Address of each boundary file; it holds the file's hash, so the browser may keep it.
    """

    def __init__(self, app: Dash, ledger: Ledger, screen: Screen) -> None:
        self.app, self.ledger, self._screen = app, ledger, screen
        server = app.server
        self.urls = boundaryfiles.urls()
        server.add_url_rule("/healthz", "healthz", lambda: {"status": "ok"})
        server.add_url_rule("/shapes/<digest>/<name>.geojson", "shapes", _shape)
        server.add_url_rule("/export/<ending>", "export", self._export)
        server.add_url_rule("/chart/<ending>", "chart", self._chart)
        server.add_url_rule("/brief/<ending>", "brief", self._brief)
        server.add_url_rule("/search", "search", _search)
        server.add_url_rule("/page/<digest>/geoaid.<ending>", "bundle", _bundle)
        server.add_url_rule("/picture.png", "picture", self._picture)
        server.add_url_rule("/method", "method", self._method)
        server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
        server.config["COMPRESS_BR_LEVEL"] = 5
        server.config["COMPRESS_MIMETYPES"] = [
            "text/html", "text/css", "text/javascript", "application/javascript",
            "application/json", "image/svg+xml",
        ]  # fmt: skip
        server.before_request(_start_clock)
        kept = _Kept()
        server.before_request(kept.find)
        # Hooks run last to first: what is kept has been compressed.
        server.after_request(kept.keep)
        Compress(server)
        app.interpolate_index = self._index  # type: ignore[assignment, method-assign]  # Dash's own way to change the page

    def secure(self) -> None:
        """Add security headers to every answer, once all inline scripts are known."""
        hashes = " ".join(self.app.csp_hashes())
        policy = "; ".join(
            [
                "default-src 'none'",
                f"script-src 'self' {hashes}",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self'",
                "connect-src 'self'",
                "manifest-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'self'",
            ]
        )

        def add_headers(response: Response) -> Response:
            response.headers["Content-Security-Policy"] = policy
            for name, value in _HEADERS.items():
                response.headers[name] = value
            took = (time.perf_counter() - flask.g.clock) * 1000
            response.headers["Server-Timing"] = f"total;dur={took:.2f}"
            return response

        self.app.server.after_request(add_headers)

    def requested(self) -> str:
        """The query string of the page that the layout is being asked for."""
        if not flask.has_request_context():  # Dash asks once for the layout when it starts
            return ""
        return urlsplit(flask.request.headers.get("Referer", "")).query

    def _index(self, **parts: str) -> str:
        query = flask.request.query_string.decode()
        view, problems = read_view(query, self.ledger)
        lang = view.lang
        about = escaped(text.of_ledger(lang, self.ledger.name, "page.tagline"))
        entry = parts["app_entry"].replace("Loading...", text.t(lang, "page.loading"))
        # Ours come before Dash's renderer, which looks for them when it starts.
        ours = f'<script src="{bundle("js").url}"></script>'
        # The styles stand in the page: on a slow line nothing is painted before they are there.
        scripts = f"{parts['config']}{parts['scripts']}{ours}{parts['renderer']}"
        return (
            f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{parts["metas"]}'
            f"{sharing.head(view, self.ledger, flask.request.url_root)}"
            f"{_ICON}<style>{bundle('css').body.decode()}</style>"
            f'<meta name="description" content="{about}"></head>'
            f"<body><noscript>{text.t(lang, 'page.noscript')}</noscript>"
            f"{self._screen(view, self.ledger, problems, self.urls)}"
            f"{entry}<footer>{scripts}</footer></body></html>"
        )

    def _method(self) -> Response:
        lang = reader_language(flask.request.query_string.decode())
        styles = f'<link rel="stylesheet" href="{bundle("css").url}">'
        return method.respond(lang, self.ledger, _ICON + styles)

    def _picture(self) -> Response:
        view = read_view(flask.request.query_string.decode(), self.ledger)[0]
        try:
            data = sharing.picture(view, self.ledger)
        except GeoaidError as error:
            return _said(text.message(view.lang, error), HTTPStatus.NOT_FOUND)
        response = flask.make_response(data)
        response.headers["Content-Type"] = render.FORMATS["png"].media_type
        return response

    def _export(self, ending: str) -> Response:
        query, form = exportmenu.apart(flask.request.query_string.decode())
        address = page_address() if ending in LINKING else ""
        try:
            print_ = Print(preset=form) if form and ending in PRINTED else Print()
        except PrintError as error:
            return _said(text.message(reader_language(query), error), HTTPStatus.BAD_REQUEST)
        return download(
            ending,
            self.ledger,
            render.FORMATS,
            lambda view: self._rendered(view, ending, print_, address),
            lambda view, ending: file_name(view, ending, print_.preset),
            query=query,
        )

    def _chart(self, ending: str) -> Response:
        view = read_view(flask.request.query_string.decode(), self.ledger)[0]
        known = {name: render.FORMATS[name] for name in render.chart_endings(view)}
        return download(
            ending,
            self.ledger,
            known,
            lambda view: render.chart_file(view, self.ledger, ending, address=page_address()),
            chart_name,
            # The view asks for a chart of nothing: there is none.
            refused=HTTPStatus.NOT_FOUND,
        )

    def _brief(self, ending: str) -> Response:
        address = page_address()

        def make(view: View) -> bytes:
            name = brief_name(view, ending)
            return render.make_brief(view, self.ledger, ending, name=name, address=address)

        return download(ending, self.ledger, render.BRIEFS, make, brief_name)

    @lru_cache(maxsize=64)  # noqa: B019  # one Site lives as long as the server
    def _rendered(self, view: View, ending: str, print_: Print, address: str) -> bytes:
        name = file_name(view, ending, print_.preset)
        job = render.Job.of(view, self.ledger, name, print_, address)
        return render.render(job, ending)


class _Kept:
    """Answers to callbacks, kept as they went over the wire.

    The page's callbacks depend on what they are asked and the reader's languages alone, so the
    same question has the same answer for as long as the server lives.
    """

    _ASKED = ("Accept-Encoding", "Accept-Language", "Content-Type")
    _TOLD = ("Content-Type", "Content-Encoding", "Vary")
    _MOST, _LONGEST_QUESTION = 512, 8192

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[Any, ...], tuple[bytes, dict[str, str]]] = OrderedDict()
        self._lock = Lock()

    def find(self) -> Response | None:
        """Answer from memory, if this was asked before."""
        flask.g.question = self._question()
        with self._lock:
            answer = self._answers.get(flask.g.question)
            if answer is None:
                return None
            self._answers.move_to_end(flask.g.question)
        return flask.Response(answer[0], headers=answer[1])

    def keep(self, response: Response) -> Response:
        """Remember a good answer."""
        question = flask.g.get("question")
        if question and response.status_code == HTTPStatus.OK:
            told = {name: response.headers[name] for name in self._TOLD if name in response.headers}
            with self._lock:
                self._answers[question] = response.get_data(), told
                while len(self._answers) > self._MOST:
                    self._answers.popitem(last=False)
        return response

    def _question(self) -> tuple[Any, ...] | None:
        request = flask.request
        if request.path != "/_dash-update-component" or request.method != "POST":
            return None
        if (request.content_length or 0) > self._LONGEST_QUESTION:
            return None
        asked = tuple(request.headers.get(name, "") for name in self._ASKED)
        return (*asked, request.get_data(cache=True))


def page_address() -> str:
    """Where the page is that a file is asked for on, as its reader's browser has it."""
    # A host may be anything that was asked for.
    root = escape.link(flask.request.url_root) or ""
    asked_from = urlsplit(flask.request.headers.get("Referer", ""))
    # Behind a proxy only the browser knows whether it is https.
    if asked_from.netloc == flask.request.host and asked_from.scheme in ("http", "https"):
        return f"{asked_from.scheme}:{root.partition(':')[2]}"
    return root


def download(
    ending: str,
    ledger: Ledger,
    known: Mapping[str, render.Format],
    make: Callable[[View], bytes],
    name: Callable[[View, str], str],
    *,
    refused: HTTPStatus = HTTPStatus.INTERNAL_SERVER_ERROR,
    query: str | None = None,
) -> Response:
    """A file of the view that the address names, or in plain words why there is none.

    ``query`` is the view's part of the address; all of it if None.
    """
    asked = flask.request.query_string.decode() if query is None else query
    view, problems = read_view(asked, ledger)
    if ending not in known:
        named = ", ".join(known)
        return _said(text.t(view.lang, "page.unknown_format", found=ending, known=named), 404)
    if problems:
        return _said("\n".join(notices(view, problems)), 400)
    try:
        data = make(view)
    except GeoaidError as error:
        return _said(text.message(view.lang, error), refused)
    response = flask.make_response(data)
    response.headers["Content-Type"] = known[ending].media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name(view, ending)}"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def read_view(query: str, ledger: Ledger) -> tuple[View, list[Problem]]:
    """Read a query string as the page does: what it does not name is as the ledger begins.

    The language is the browser's unless it names one.
    """
    return View.read(query, **ledger.start, lang=reader_language(query))


def reader_language(query: str) -> str:
    """The language a query names, else the first that the browser asks for and we speak."""
    if not flask.has_request_context():
        return LANGUAGES[0]
    named = re.search(r"(?:^|[?&])lang=(en|es)(?:&|$)", query)
    if named:
        return named[1]
    return flask.request.accept_languages.best_match(LANGUAGES, default="en") or "en"


def notices(view: View, problems: list[Problem]) -> list[str]:
    """Say what could not be used of an address, in the reader's language."""
    said = [problem_text(view.lang, problem) for problem in problems[:MOST_NOTICES]]
    if len(problems) > MOST_NOTICES:
        said.append(text.t(view.lang, "page.more_problems", n=len(problems) - MOST_NOTICES))
    return said


def problem_text(lang: str, problem: Problem) -> str:
    """Say what is wrong with a View field, in the reader's language, however long it is."""
    field = text.clipped(problem.column or "", 40)
    if problem.column not in FIELDS:
        return text.t(lang, "page.unknown_field", field=field, known=", ".join(FIELDS))
    return text.t(
        lang,
        "page.bad_field",
        field=field,
        found=text.clipped(problem.found.strip("'\""), 60),
        expected=text.clipped(text.expected(lang, problem), 300),
    )


def _start_clock() -> None:
    flask.g.clock = time.perf_counter()


def _said(message: str, status: int) -> Response:
    response = flask.make_response(message, status)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    return response


def _bundle(digest: str, ending: str) -> Response:
    found = bundle(ending) if ending in ("css", "js") else None
    if found is None or digest not in found.url:
        return _said("no such file of this page", 404)
    response = flask.make_response(found.body)
    response.headers["Content-Type"] = found.media_type
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def _shape(digest: str, name: str) -> Response:
    found = boundaryfiles.respond(digest, name)
    if found is None:
        lang = reader_language(flask.request.query_string.decode())
        return _said(text.t(lang, "expected.no_shape"), 404)
    return found


def _search() -> Response:
    query = flask.request.args.get("q", "")[:100]
    found = places.candidates(query, limit=8) if query.strip() else ()
    return flask.jsonify(
        [
            {
                "code": match.code,
                "name": places.get(match.code).short,
                "within": places.get(match.code[:2]).short if match.level == "municipality" else "",
            }
            for match in found
        ]
    )
