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

LONGEST_WAIT = 30  # seconds for one answer
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
    """Answers a second and milliseconds to the answer; `refused` of them were not right, `sent` counts the warm-up too."""

    per_second: float
    p50: float
    p95: float
    answers: int
    refused: int
    sent: int

    def as_json(self) -> dict[str, float]:
        """The figures, rounded to what they can carry."""
        return {
            "per_second": round(self.per_second, 1), "p50_ms": round(self.p50, 2), "p95_ms": round(self.p95, 2),
            "answers": self.answers, "refused": self.refused,
        }  # fmt: skip


class Line:
    """One kept connection."""

    def __init__(self, host: str, port: int, headers: dict[str, str]) -> None:
        self._http = http.client.HTTPConnection(host, port, timeout=LONGEST_WAIT)
        self._headers = headers

    def send(self, call: Call) -> tuple[int, bytes]:
        """The status and body of the answer; status 0 when there is none."""
        body = orjson.dumps(call.body) if call.body is not None else None
        headers = {**self._headers, **dict(call.headers)}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            self._http.request(call.method, call.path, body, headers)
            answer = self._http.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as broken:
            self._http.close()  # the next request opens it again
            return 0, str(broken).encode()


def measure(
    act: Callable[[Line, int], bool], open_line: Callable[[], Line], *, connections: int, seconds: float
) -> Result:
    """Run an act again and again on some connections; it gets a number of its own each time and says whether it worked."""
    numbers = count()
    times: list[list[float]] = [[] for _ in range(connections)]
    bad, sent = [0] * connections, [0] * connections
    begin = time.perf_counter()
    counted_from, end = begin + seconds * WARM_UP, begin + seconds

    def work(place: int) -> None:
        line = open_line()
        while (start := time.perf_counter()) < end:
            worked = act(line, next(numbers))
            sent[place] += 1
            if start >= counted_from:
                times[place].append(time.perf_counter() - start)
                bad[place] += not worked

    threads = [threading.Thread(target=work, args=[place]) for place in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return summed(sorted(1000 * t for row in times for t in row), end - counted_from, sum(bad), sum(sent))


def summed(milliseconds: list[float], seconds: float, refused: int, sent: int) -> Result:
    """The figures of sorted times."""
    if not milliseconds:
        return Result(0.0, 0.0, 0.0, 0, refused, sent)
    n = len(milliseconds)
    return Result(n / seconds, milliseconds[n // 2], milliseconds[min(n - 1, n * 95 // 100)], n, refused, sent)


def timed(act: Callable[[], Any], seconds: float) -> Result:
    """The same figures for something that runs in this process (the floor of bare SQL)."""
    times: list[float] = []
    for start in _until(seconds):
        act()
        times.append(1000 * (time.perf_counter() - start))
    return summed(sorted(times), seconds, 0, len(times))


def _until(seconds: float) -> Iterator[float]:
    end = time.perf_counter() + seconds
    while (now := time.perf_counter()) < end:
        yield now
