"""Thin Prefect flows and deployments over `actions`; the only room that imports Prefect."""
