"""A change of filters at municipality level: its bytes, its time, and how many a second."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from urllib.parse import urlsplit

from benchmarks import peers, servers
from benchmarks.row import KB, Row, kb, median, ms, spread, times
from benchmarks.views import municipality_queries, warm_up

NEW_VIEWS = 40
CLIENTS, WORKERS, ROUNDS, SECONDS = 16, 2, 3, 2.0


def sizes() -> list[Row]:
    """The bytes of the answer, gzip, beside what the usual ways send for the same map."""
    queries = municipality_queries(NEW_VIEWS)
    with servers.geoaid() as address:
        gzip = _asked(address, queries, "gzip")
        brotli = _asked(address, queries, "br")
    shown = peers.values(queries[0])
    folium = peers.packed(peers.folium_page(shown))
    plotly = peers.packed(peers.plotly_figure(shown).to_json())
    largest = max(reply.size for reply in gzip)
    usual = median(reply.size for reply in gzip)
    return [
        Row(
            what="response to a filter change, municipalities, gzip: the largest of "
            f"{NEW_VIEWS} views",
            budget="<= 10 KB",
            reached=f"{kb(largest)} (median {kb(usual)}; brotli, as browsers ask for it: "
            f"{kb(median(reply.size for reply in brotli))})",
            peer=f"folium page {kb(folium)}; plotly figure {kb(plotly)}",
            ratio=f"{times(largest / folium)}; {times(largest / plotly)}",
            met=largest <= 10 * KB,
        )
    ]


def server_times() -> list[Row]:
    """The time inside the server, of new views and of the same ones asked again."""
    queries = municipality_queries(NEW_VIEWS)
    with servers.geoaid() as address:
        client = servers.Client(address, "query.data")
        client.ask(warm_up())
        new = [client.ask(query) for query in queries]
        again = [client.ask(query) for query in queries]
        client.close()
    drawn = {}
    for name in ("folium", "plotly"):
        with servers.peer(name) as address:
            replies = _asked(address, queries[: peers.DRAWN], "identity")
        drawn[name] = median(reply.server for reply in replies[1:])
    rows = []
    for words, replies, most in (
        ("view asked before", again, 0.015),
        (f"new view ({NEW_VIEWS} distinct)", new, 0.060),
    ):
        took = [reply.server for reply in replies]
        middle = median(took)
        rows.append(
            Row(
                what=f"server time of that change (`Server-Timing`), {words}, median",
                budget=f"<= {ms(most)}",
                reached=f"{ms(middle, 1)} ({spread([1000 * one for one in took], '.1f')}; with "
                f"compression and loopback {ms(median(reply.took for reply in replies), 1)})",
                peer=f"folium iframe {ms(drawn['folium'])}; "
                f"px.choropleth_map {ms(drawn['plotly'])}",
                ratio=f"{times(middle / drawn['folium'])}; {times(middle / drawn['plotly'])}",
                met=middle <= most,
            )
        )
    return rows


def throughput() -> list[Row]:
    """Requests a second of both apps in turns, with the same client."""
    with ExitStack() as stack:
        ours = stack.enter_context(servers.geoaid(WORKERS))
        empty = stack.enter_context(servers.peer("empty", WORKERS))
        bodies = {ours: _bodies(ours, municipality_queries(NEW_VIEWS)), empty: _bodies(empty, [""])}
        cold = _load(ours, bodies[ours], SECONDS)
        rounds = [
            [_load(one, bodies[one], SECONDS) for one in (ours, empty)] for _ in range(ROUNDS)
        ]
    wrong = sum(found["wrong"] for pair in rounds for found in pair) + cold["wrong"]
    if wrong:
        raise RuntimeError(f"{wrong} requests failed under load")
    mine, theirs = (median(pair[i]["rate"] for pair in rounds) for i in (0, 1))
    ratio = median(pair[0]["rate"] / pair[1]["rate"] for pair in rounds)
    cpu = " and ".join(f"{median(pair[i]['cpu'] for pair in rounds):.0%}" for i in (0, 1))
    p95 = median(pair[0]["p95"] for pair in rounds)
    return [
        Row(
            what=f"requests a second, {CLIENTS} clients, {WORKERS} workers: filter changes, "
            f"{NEW_VIEWS} views asked before",
            budget=">= 0.5 x an empty Dash callback",
            reached=f"{mine:.0f} ({spread(pair[0]['rate'] for pair in rounds)}; "
            f"95 % within {ms(p95)})",
            peer=f"empty callback {theirs:.0f} ({spread(pair[1]['rate'] for pair in rounds)})",
            ratio=times(ratio),
            met=ratio >= 0.5,
        ),
        Row(
            what=f"the same in the first {SECONDS:g} s, nothing asked before",
            reached=f"{cold['rate']:.0f} (the load client took {cpu} of one core in the "
            "row above, ours and empty)",
            peer=f"empty callback {theirs:.0f}",
            ratio=times(cold["rate"] / theirs),
        ),
    ]


def _asked(address: str, queries: list[str], encoding: str) -> list[servers.Reply]:
    client = servers.Client(address, "query.data", encoding)
    replies = [client.ask(query) for query in queries]
    client.close()
    return replies


def _bodies(address: str, queries: list[str]) -> str:
    client = servers.Client(address, "query.data")
    bodies = [client.body(query).decode() for query in queries]
    client.close()
    return json.dumps(bodies)


def _load(address: str, bodies: str, duration: float) -> dict[str, float]:
    host, port = urlsplit(address).hostname, urlsplit(address).port
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", host, str(port), str(CLIENTS), str(duration)],
        cwd=servers.ROOT,
        input=bodies,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)
