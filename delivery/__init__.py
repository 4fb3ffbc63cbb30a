"""Everything that touches mail: what goes out, what comes back, and what an answer of a server means."""
