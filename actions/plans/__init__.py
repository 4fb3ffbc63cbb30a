"""Plans: of many people at once, anew for one, with something added, and as people read them."""
