"""The parts of a report: counted, estimated, withheld, said, printed. `actions.reporting` puts them together."""
