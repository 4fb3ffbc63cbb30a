"""Programmes as files, templates for mails, pages and reports, lint and rendering."""
