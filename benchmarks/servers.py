"""Servers as subprocesses, each stopped by its own pid, and one way to ask them for a callback."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
CALLBACK = "/_dash-update-component"


@contextmanager
def geoaid(workers: int = 1, *more: str) -> Iterator[str]:
    """The dashboard as ``geoaid serve`` runs it; its address."""
    command = ["geoaid", "serve", "--port", "0", "--workers", str(workers), *more]
    with _running(command) as address:
        yield address


@contextmanager
def peer(name: str, workers: int = 1, *more: str) -> Iterator[str]:
    """One of the apps of ``benchmarks.peers``, served as geoaid is; its address."""
    with _running(["benchmarks.peers", name, str(workers), *more]) as address:
        yield address


@contextmanager
def _running(module: list[str]) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", *module], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if not found:
            raise RuntimeError(f"{module[0]} gave no address: {line!r}")
        yield found[0]
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back of a callback.

    Attributes
    ----------
    took
        Seconds from sending to the last byte, as the client sees it.
    server
        Seconds that the server names in ``Server-Timing``; compression comes after it.
    size
        Bytes of the body as sent.
    """

    took: float
    server: float
    size: int


class Client:
    """Asks one callback of an app, again and again, over one connection."""

    def __init__(self, address: str, asks: str, encoding: str = "gzip") -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._headers = {"Content-Type": "application/json", "Accept-Encoding": encoding}
        self._asks = asks
        self._connection.request("GET", "/_dash-dependencies")
        known = json.loads(self._connection.getresponse().read())
        self._callback = next(
            one
            for one in known
            if [f"{item['id']}.{item['property']}" for item in one["inputs"]] == [asks]
            and not one["clientside_function"]
        )

    def body(self, value: Any) -> bytes:
        """The request that Dash's own script sends when the input has this value."""
        name, _, prop = self._asks.partition(".")
        output = self._callback["output"]
        outputs = [
            {"id": one.rpartition(".")[0], "property": one.rpartition(".")[2]}
            for one in output.strip(".").split("...")
        ]
        sent = {
            "output": output,
            "outputs": outputs if output.startswith("..") else outputs[0],
            "inputs": [{"id": name, "property": prop, "value": value}],
            "changedPropIds": [self._asks],
            "parsedChangedPropsIds": [name],
        }
        return json.dumps(sent).encode()

    def ask(self, value: Any) -> Reply:
        body = self.body(value)
        start = time.perf_counter()
        self._connection.request("POST", CALLBACK, body, self._headers)
        response = self._connection.getresponse()
        content = response.read()
        took = time.perf_counter() - start
        if response.status != 200:
            raise RuntimeError(f"status {response.status} for {value!r}: {content[:200]!r}")
        timing = re.search(r"total;dur=([\d.]+)", response.headers.get("Server-Timing", ""))
        return Reply(took, float(timing[1]) / 1000 if timing else float("nan"), len(content))

    def close(self) -> None:
        self._connection.close()
