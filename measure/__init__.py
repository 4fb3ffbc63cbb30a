"""Arithmetic on responses: completion, change, comparisons, privacy of cells.

It touches no file, database, network or clock. numpy and scipy are imported only inside functions, so that
importing this package costs the sender and the command line nothing.
"""
