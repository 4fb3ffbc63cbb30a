"""Run every benchmark."""

from benchmarks import answering, collecting, measuring
from benchmarks.rehearsing import measure
from benchmarks.sending import compare

compare()
measure()
collecting.measure()
collecting.worst_reading()
answering.compare()
measuring.measure()
