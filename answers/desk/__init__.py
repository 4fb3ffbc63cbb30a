"""The desk of the learning and development team, page by page; every page asks for its session."""
