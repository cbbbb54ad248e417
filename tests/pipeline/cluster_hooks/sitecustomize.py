"""Loaded by Python in every process of a cluster whose PYTHONPATH contains this folder.

TARJAMA_TEST_POISON  id of an article: the process that writes it dies
TARJAMA_TEST_ILL     `model`: only the first process can load a model; `disk`: the disk is full in every process
"""

import errno
import os
import sys


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and os.environ.get("TARJAMA_TEST_ILL") == "model" and "default_worker" in sys.argv[0]:
        if str(arguments[0]).endswith("vocab.json"):
            raise OSError(errno.EIO, "weights cannot be read")
        return
    if event != "os.rename" or "ray" not in sys.modules or "default_worker" not in sys.argv[0]:
        return
    name = os.path.basename(str(arguments[1]))  # noqa: PTH119 - nothing more is imported
    if name == f"{os.environ.get('TARJAMA_TEST_POISON')}.json":
        os._exit(1)
    if os.environ.get("TARJAMA_TEST_ILL") == "disk" and name.endswith(".json"):
        raise OSError(errno.ENOSPC, "No space left on device")


sys.addaudithook(_watch)
