"""The demonstration: simulated people who read real mails and answer through the real door, and their director."""
