"""The rules, as pure values and functions: who, what, when, states, lateness, budgets, draws.

Nothing here reads a clock, a file, a database or the network; it imports the standard library and itself.
"""
