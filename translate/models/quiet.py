"""Hide warnings and progress bars of the model libraries."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["quiet_libraries"]


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Silence transformers, huggingface_hub and Python warnings while models are loaded and run.

    Errors are raised as exceptions; what these libraries log concerns their own interfaces.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from logging import ERROR

        from transformers.utils import logging

        verbosity = logging.get_verbosity()
        bars = logging.is_progress_bar_enabled()
        logging.set_verbosity(ERROR)
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            yield
        finally:
            logging.set_verbosity(verbosity)
            if bars:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
