"""What each column, section and measure of the report's table means, as a table of its own."""

from actions import sheets

COLUMN_WORDS = {
    "section": "What kind of figure the row is; see the sections below.",
    "name": "The step, behaviour, barrier, standing or state it is about, by its name in the programme.",
    "week": "Week after the workshop; 0 is the start.",
    "measure": "What was counted or estimated; see the measures below.",
    "n": "How many: people, answers or prompts, as the measure says.",
    "of": "Out of how many.",
    "estimate": "The share, mean or difference itself.",
    "low": "Lower end of its 95 % interval.",
    "high": "Upper end of its 95 % interval.",
    "withheld": "Why there is no figure, where it would show fewer people than may be shown.",
    "as_of": "The day of an earlier print, where the figure stays as it was then.",
}
SECTIONS = {
    "people": "Where the people of the cohort stand.",
    "stay": "Share of people who had not fallen silent just after that week (Kaplan-Meier).",
    "step": "One step of the programme: sent, answered, done.",
    "week": "The steps of one week together.",
    "check_in": "Mean of one behaviour at one check-in, in days of the last five working days.",
    "change": "Change of one behaviour over the programme, from the growth model.",
    "observed": "What colleagues saw, and what the same people said of themselves.",
    "stopped": "How many people chose a barrier.",
    "compared": "Difference to another group.",
    "ledger": "Prompts by what became of them.",
}
MEASURES = {
    "people": "Number of people.",
    "still answering": "Share of people still answering.",
    "sent": "Prompts handed over.",
    "answered": "Prompts with any answer, of those handed over; Wilson's 95 % interval.",
    "done": "Tasks answered with 'did it', of answered tasks; Wilson's 95 % interval.",
    "mean": "Mean days out of five; n answered of those asked.",
    "colleagues": "Mean of what colleagues saw; n raters about so many people.",
    "self": "Mean of what the same people said of themselves.",
    "prompts": "Number of prompts.",
    "end_minus_baseline": "Modelled difference between the last check-in and the start, in days of five (declared).",
    "change_per_week": "Slope of the straight line, in days of five a week.",
    "change_over_programme": "The slope times the weeks of the programme.",
    "change_over_programme_log2": "The same on the time scale log2(1 + week).",
    "response_rate": "Answers given of answers asked for.",
    "tipping_points": "How far missing answers would have to lie off for the finding to change.",
    "slope_reliability": "Reliability of one person's slope; under .7 nobody is to be ranked by it.",
    "late_baselines": "Baselines after the workshop, left out of the model.",
}


def codebook_csv() -> str:
    """Return the codebook as CSV: part, name, meaning; every column and every growth measure of the table is in it.

    >>> "column,section," in codebook_csv()
    True
    """
    return sheets.codebook_csv(lines())


def lines() -> list[tuple[str, str, str]]:
    """Return (part, name, meaning) of everything the table may hold."""

    parts = (("column", COLUMN_WORDS), ("section", SECTIONS), ("measure", MEASURES))
    return [(part, name, meaning) for part, found in parts for name, meaning in found.items()]
