"""The web door: answer pages, own page, desks and API, over `actions`."""
