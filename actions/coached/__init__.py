"""What is known of the people a coach has, and what of it their coach sees: pages, briefs and notes ask here."""
