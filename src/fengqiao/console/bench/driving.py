"""Send requests over kept connections and say how long the answers took."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import orjson

WARM_UP = 0.2  # share of the time whose answers are not counted


@dataclass(frozen=True, slots=True)
class Call:
    """One request: method, path, JSON body and headers."""

    path: str
    method: str = "GET"
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """Answers a second and milliseconds to the answer, of those that were right; `refused` of those that were not."""

    per_second: float
    p50: float
    p95: float
    answers: int
    refused: int

    def as_json(self) -> dict[str, float]:
        """The figures, rounded to what they can carry."""
        return {
            "per_second": round(self.per_second, 1), "p50_ms": round(self.p50, 2), "p95_ms": round(self.p95, 2),
            "answers": self.answers, "refused": self.refused,
        }  # fmt: skip


class Exhausted(Exception):
    """Nothing is left to act on; what was measured so far counts."""


class Line:
    """One kept connection."""

    def __init__(self, host: str, port: int, headers: dict[str, str]) -> None:
        self._http = http.client.HTTPConnection(host, port, timeout=60)
        self._headers = headers

    def send(self, call: Call) -> tuple[int, bytes]:
        """The status and body of the answer."""
        body = orjson.dumps(call.body) if call.body is not None else None
        headers = {**self._headers, **dict(call.headers)}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self._http.request(call.method, call.path, body, headers)
        answer = self._http.getresponse()
        return answer.status, answer.read()


def measure(
    act: Callable[[Line, int], bool], open_line: Callable[[], Line], *, connections: int, seconds: float
) -> Result:
    """Run an act again and again on some connections; it gets a number of its own each time and says whether it worked."""
    numbers, times, bad = count(), [[] for _ in range(connections)], [0] * connections
    begin = time.perf_counter()
    counted_from, end = begin + seconds * WARM_UP, begin + seconds

    def work(place: int) -> None:
        line = open_line()
        while (start := time.perf_counter()) < end:
            try:
                worked = act(line, next(numbers))
            except Exhausted:
                return
            if start >= counted_from:
                times[place].append(time.perf_counter() - start)
                bad[place] += not worked

    threads = [threading.Thread(target=work, args=[place]) for place in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted = min(end, time.perf_counter()) - counted_from
    return summed(sorted(1000 * t for row in times for t in row), max(lasted, 0.001), sum(bad))


def summed(milliseconds: list[float], seconds: float, refused: int) -> Result:
    """The figures of sorted times."""
    if not milliseconds:
        return Result(0.0, 0.0, 0.0, 0, refused)
    n = len(milliseconds)
    return Result(n / seconds, milliseconds[n // 2], milliseconds[min(n - 1, n * 95 // 100)], n, refused)


def timed(act: Callable[[], Any], seconds: float) -> Result:
    """The same figures for something that runs in this process (the floor of bare SQL)."""
    times: list[float] = []
    for start in _until(seconds):
        act()
        times.append(1000 * (time.perf_counter() - start))
    return summed(sorted(times), seconds, 0)


def _until(seconds: float) -> Iterator[float]:
    end = time.perf_counter() + seconds
    while (now := time.perf_counter()) < end:
        yield now
