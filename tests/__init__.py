"""Tests of wzdash."""

import os

# before numpy is imported: threads of two processes on two cores mostly wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
