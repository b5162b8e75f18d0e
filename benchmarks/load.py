"""A load generator of its own process: raw sockets, ready-made requests, no parsing but the length.

``python -m benchmarks.load HOST PORT CLIENTS SECONDS`` reads a JSON list of request bodies and
prints a JSON object. Each client sends its next request when it has the answer to the last, so the
rate is what the server gives, not what is offered. It runs on the machine that serves: the CPU it
takes is taken from the server, and is reported.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time

PATH = "/_dash-update-component"
WAIT = 30  # seconds after which an answer counts as lost


def request(host: str, body: str) -> bytes:
    data = body.encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Accept-Encoding: gzip, deflate, br\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


async def exchange(
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], ready: bytes
) -> bool:
    """Send one request and read its whole answer; whether it was a 200."""
    reader, writer = streams
    writer.write(ready)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    start = head.index(b"content-length:") + 15
    await reader.readexactly(int(head[start : head.index(b"\r\n", start)]))
    return head.startswith(b"http/1.1 200")


async def client(host: str, port: int, ready: list[bytes], end: float) -> tuple[list[float], int]:
    """Durations of the answers, and how many were wrong or lost."""
    took: list[float] = []
    wrong, number, streams = 0, 0, None
    while time.perf_counter() < end:
        start = time.perf_counter()
        try:
            streams = streams or await asyncio.open_connection(host, port, limit=2**22)
            right = await asyncio.wait_for(exchange(streams, ready[number % len(ready)]), WAIT)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            right, streams = False, None
        number += 1
        wrong += not right
        took.append(time.perf_counter() - start)
    if streams:
        streams[1].close()
    return took, wrong


async def run(host: str, port: int, clients: int, seconds: float, bodies: list[str]) -> dict:
    ready = [request(host, body) for body in bodies]
    start, cpu = time.perf_counter(), time.process_time()
    end = start + seconds
    # Each client goes through the requests in an order of its own, the same in every run.
    orders = [random.Random(seed).sample(ready, len(ready)) for seed in range(clients)]
    found = await asyncio.gather(*(client(host, port, order, end) for order in orders))
    whole = time.perf_counter() - start
    took = sorted(duration for durations, _ in found for duration in durations)
    return {
        "rate": len(took) / whole,
        "wrong": sum(wrong for _, wrong in found),
        "p50": took[len(took) // 2],
        "p95": took[int(len(took) * 0.95)],
        "cpu": (time.process_time() - cpu) / whole,
    }


def main(host: str, port: str, clients: str, seconds: str) -> None:
    bodies = json.load(sys.stdin)
    print(json.dumps(asyncio.run(run(host, int(port), int(clients), float(seconds), bodies))))


if __name__ == "__main__":
    main(*sys.argv[1:])
