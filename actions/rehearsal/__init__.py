"""The parts of a rehearsal: its stage, its people, their acts, and what came of it. `actions.rehearsing` runs it."""
