"""The parts of moving a cohort to another version. `actions.migrating` runs it."""
