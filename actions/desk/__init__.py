"""What the learning and development team does at its desk: drafts of cohorts, people, programmes, files."""
