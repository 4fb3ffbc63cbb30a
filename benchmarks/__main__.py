"""Run every benchmark."""

from benchmarks.sending import compare

compare()
