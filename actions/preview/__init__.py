"""The parts of a preview. `actions.previewing` shows a programme."""
