"""Run every benchmark."""

from benchmarks.rehearsing import measure
from benchmarks.sending import compare

compare()
measure()
