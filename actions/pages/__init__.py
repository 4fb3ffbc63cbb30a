"""What pages and replies ask and show, as values: answer pages, a person's own, a coach's, calendar feeds."""
