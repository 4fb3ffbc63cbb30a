"""What a works council is told about interviews, where people of a cohort may agree to be asked for one."""

ITEM = (
    "That somebody ticked that they may be asked for an interview, and among those who did, whether their answers rose "
    "most or least",
    "to learn from interviews what helped",
    "the person; learning and development under another name, and by name when they look one up, which is written down",
    "until taken back or erased",
)
"""What it is, what for, who sees it, and how long it is kept."""
UNRANKED = "Nobody is ranked, and no score of a person is made."
RANKED = (
    "Nobody is ranked, and no score of a person is made, but for one thing that each person has to tick themselves and "
    "can take back: among those who may be asked for an interview, whose answers rose most and least is listed."
)
