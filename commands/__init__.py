"""The command line, over `actions`, and the one file that reads settings."""
