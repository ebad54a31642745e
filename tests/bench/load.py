"""The client process of the load test: many visits in one event loop, told by lines it reads.

    arrive 100          open so many visits in the same second
    open 100 SECONDS    open so many visits, play them, and watch them for so many seconds
    close               close them all
    pass 500            open and close so many visits one after another

Each line is answered by a line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from statistics import median
from typing import Any

from client import Seen, Visit
from figures import part
from tornado.httpclient import AsyncHTTPClient

LINK = "#speed=max"
AT_ONCE = 4  # pages that are opened at the same time
SETTLING = 5.0  # seconds between pressing Play and the measurement
EVERY = 4.0  # seconds between two changes of a control in one visit, on average
RATES = (0.01, 0.03, 0.1)  # learning rates that the changes choose from


async def open_visits(url: str, count: int) -> tuple[list[Visit], list[float]]:
    """Open visits, a few at the same time; return them and how long each took to open."""
    gate = asyncio.Semaphore(AT_ONCE)
    visits = [Visit(url, LINK) for _ in range(count)]

    async def enter(visit: Visit) -> float:
        async with gate:
            return await visit.open()

    return visits, list(await asyncio.gather(*(enter(visit) for visit in visits)))


async def arrive(url: str, count: int) -> tuple[list[Visit], dict[str, Any]]:
    """Ask for pages within one second; return the visits, and how long they took to be used."""
    visits = [Visit(url) for _ in range(count)]

    async def enter(number: int, visit: Visit) -> float:
        await asyncio.sleep(number / count)
        return await visit.open()

    took = await asyncio.gather(*(enter(*each) for each in enumerate(visits)))
    seen = {"opening_median": median(took), "opening_last": max(took)}
    return visits, {**seen, "dropped": sum(visit.dropped for visit in visits)}


async def use(visit: Visit, until: float) -> None:
    """Change the learning rate now and then, as a learner would."""
    chance = random.Random(id(visit))
    await asyncio.sleep(chance.uniform(0, EVERY))
    rate = 0.03
    while time.monotonic() < until:
        rate = chance.choice([one for one in RATES if one != rate])
        visit.change_learning_rate(rate)
        await asyncio.sleep(chance.uniform(0.5, 1.5) * EVERY)


async def watch(visits: list[Visit], opening: list[float], seconds: float) -> dict[str, Any]:
    """Play all visits for a while and return what they have seen."""
    for visit in visits:
        visit.play()
    await asyncio.sleep(SETTLING)
    for visit in visits:
        visit.seen = Seen(epoch=visit.seen.epoch)
    epochs = [visit.seen.epoch for visit in visits]
    begin, used = time.monotonic(), time.process_time()
    await asyncio.gather(*(use(visit, begin + seconds) for visit in visits))
    took = time.monotonic() - begin
    frames = [len(visit.seen.frames) / took for visit in visits]
    gone = [visit.seen.epoch - before for visit, before in zip(visits, epochs, strict=True)]
    answers = [each for visit in visits for each in visit.seen.answers]
    effects = [each for visit in visits for each in visit.seen.effects]
    return {
        "visits": len(visits),
        "dropped": sum(visit.dropped for visit in visits),
        "frames_min": min(frames),
        "frames_median": median(frames),
        "epochs_min": min(gone) / took,
        "epochs_median": median(gone) / took,
        "changes": len(answers),
        "lost": sum(len(visit.changed) for visit in visits),
        "answer_median": part(answers, 0.5),
        "answer_95": part(answers, 0.95),
        "effect_median": part(effects, 0.5),
        "effect_95": part(effects, 0.95),
        "opening_median": median(opening),
        "opening_95": part(opening, 0.95),
        "megabytes_per_second": sum(visit.seen.received for visit in visits) / took / 1e6,
        "client_cores": (time.process_time() - used) / took,
    }


async def serve(url: str) -> None:
    """Obey the lines on standard input."""
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    visits: list[Visit] = []
    while line := (await lines.readline()).decode().split():
        answer: dict[str, Any] = {}
        if line[0] == "open":
            visits, opening = await open_visits(url, int(line[1]))
            answer = await watch(visits, opening, float(line[2]))
        elif line[0] == "arrive":
            visits, answer = await arrive(url, int(line[1]))
        elif line[0] == "close":
            for visit in visits:
                visit.close()
            await asyncio.sleep(1.0)  # for the closing handshakes
        elif line[0] == "pass":
            took = []
            for _ in range(int(line[1])):
                visit = Visit(url)
                took.append(await visit.open())
                visit.close()
            answer = {"visits": len(took), "opening_median": median(took)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    AsyncHTTPClient.configure(None, max_clients=1000)  # ten would come one after another
    asyncio.run(serve(sys.argv[1]))
