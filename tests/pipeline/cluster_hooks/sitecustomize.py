"""Loaded by Python in every process of a cluster whose PYTHONPATH contains this folder.

TARJAMA_TEST_POISON  id of an article: the process that writes it dies
TARJAMA_TEST_ILL     `model`: only the first process can load a model; `disk`: the disk is full in every process;
                     `result`: one worker dies after the last article of a window, before it returns the result;
                     `client`: the first server that Ray starts for a client dies at once
"""

import errno
import os
import sys

_watching = [True]


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and os.environ.get("TARJAMA_TEST_ILL") == "model" and "default_worker" in sys.argv[0]:
        if str(arguments[0]).endswith("vocab.json"):
            raise OSError(errno.EIO, "weights cannot be read")
        return
    if event != "os.rename" or "ray" not in sys.modules or "default_worker" not in sys.argv[0]:
        return
    name = os.path.basename(str(arguments[1]))  # noqa: PTH119 - nothing more is imported
    if os.environ.get("TARJAMA_TEST_ILL") == "result" and name.endswith(".json") and _watching[0]:
        _watching[0] = False
        _die_before_a_result(os.path.dirname(str(arguments[1])))  # noqa: PTH120
    if name == f"{os.environ.get('TARJAMA_TEST_POISON')}.json":
        os._exit(1)
    if os.environ.get("TARJAMA_TEST_ILL") == "disk" and name.endswith(".json"):
        raise OSError(errno.ENOSPC, "No space left on device")


def _die_before_a_result(folder: str) -> None:
    """Let one of all workers die at the end of its next window."""
    from translate.pipeline.cluster_worker import Worker

    whole = Worker._do

    def dying(worker: Worker, assignment: object) -> object:
        result = whole(worker, assignment)  # type: ignore[arg-type]
        _die_once(f"{folder}/../.died")
        return result

    Worker._do = dying  # type: ignore[assignment, method-assign]


def _die_once(marker: str) -> None:
    """End this process, unless another one has created the file `marker`."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os._exit(1)


if os.environ.get("TARJAMA_TEST_ILL") == "client" and "--mode=specific-server" in sys.orig_argv:
    _die_once(f"{os.environ['TARJAMA_CACHE']}/.died")

sys.addaudithook(_watch)
