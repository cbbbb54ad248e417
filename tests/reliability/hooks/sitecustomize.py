"""Loaded by Python in a child whose PYTHONPATH contains this folder: stops the run at a gate, or injects a fault.

TARJAMA_TEST_GATE    `N:FOLDER`: before the N-th article's JSON gets its final name, `FOLDER/reached` is created, and
                     the process waits for `FOLDER/go`
TARJAMA_TEST_ILLNESS the fault at the gate; without it only the parent disturbs the process:
                     `engine` every further batch fails, `memory` no batch fits into memory, `tight` the next batch
                     does not fit, `clock` the clock is set back by a day

An audit hook sees the renames, and the links of `tarjama merge`, so the product needs no test hook.
"""

import os
import sys
import time

_DAY_SECONDS = 86_400


def _install(gate: str, illness: str) -> None:
    number, _, folder = gate.partition(":")
    left = [int(number)]

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event not in ("os.rename", "os.link") or left[0] <= 0:
            return
        target = str(arguments[1])
        if "articles" not in target or not target.endswith(".json"):
            return
        left[0] -= 1
        if left[0] == 0:
            if illness:
                _fall_ill(illness)
            _wait(folder)

    sys.addaudithook(watch)


def _wait(folder: str) -> None:
    with open(f"{folder}/reached", "wb"):  # noqa: PTH123 - the hook imports nothing that the product does not
        pass
    while not os.path.exists(f"{folder}/go"):  # noqa: PTH110
        time.sleep(0.001)


def _fall_ill(illness: str) -> None:
    if illness == "clock":
        _set_the_clock_back()
        return
    import ctranslate2

    sound = ctranslate2.Translator.translate_batch
    failures = {"engine": (RuntimeError("the worker has died"), 0), "memory": (MemoryError(), 0)}
    error, times = failures.get(illness, (MemoryError("out of memory"), 1))
    left = [times]

    def ill(*arguments: object, **options: object) -> object:
        # A second attempt (5 beams) that does not fit the memory is given up, which is not a fault.
        if times and (left[0] == 0 or len(arguments[1]) < 2 or options["beam_size"] == 5):  # type: ignore[arg-type]
            return sound(*arguments, **options)
        left[0] -= 1
        raise error

    ctranslate2.Translator.translate_batch = ill


def _set_the_clock_back() -> None:
    import datetime

    seconds, nanoseconds = time.time, time.time_ns
    time.time = lambda: seconds() - _DAY_SECONDS
    time.time_ns = lambda: nanoseconds() - _DAY_SECONDS * 10**9

    class Back(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]
            return datetime.datetime.fromtimestamp(time.time(), tz)

    from translate.runs import history

    vars(history)["datetime"] = Back


if "TARJAMA_TEST_GATE" in os.environ:
    _install(os.environ["TARJAMA_TEST_GATE"], os.environ.get("TARJAMA_TEST_ILLNESS", ""))
