"""Kill what sends, takes and keeps mail at random instants, and count who was lost and who got it twice."""
