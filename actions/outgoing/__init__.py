"""What one pass does with a mail: swept, claimed, written, handed over, recorded. `actions.sending` runs it."""
