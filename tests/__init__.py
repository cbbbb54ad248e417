"""Tarjama's tests; the models in them are so small that a second thread costs more than it helps."""

import os

# Before torch is imported. Threads that wait for each other took two thirds of the processor time.
os.environ.setdefault("OMP_NUM_THREADS", "1")
