"""Run every benchmark."""

from benchmarks import collecting
from benchmarks.rehearsing import measure
from benchmarks.sending import compare

compare()
measure()
collecting.measure()
collecting.worst_reading()
