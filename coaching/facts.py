"""What is in force for one cohort, as far as a works council or a data-protection officer asks."""

from dataclasses import dataclass
from datetime import date

from coaching.agreements import Agreement


@dataclass(frozen=True, slots=True)
class Facts:
    """What is in force for one cohort. Hours are as on the wall; *mail_servers* is empty where no mail leaves.

    *managers*: some coach leads the people they coach. *drawn*: something was drawn by chance. *chats* and *programs*
    are the hosts that messages may be posted to, not mailed. *events*: a program of the company is told how many
    answered or left. *agreements*: what people may tick. *design* says what the draw of the cohort decides.
    *manager_mails* is how many mails go to each who was named as a manager.
    """

    cohort: str
    programme: str
    version: int
    workshop_on: date
    mails: int
    weeks: int
    consent: str
    coached: bool
    managers: bool
    observers: bool
    replies: bool
    drawn: bool
    min_cell: int
    answer_days: int
    task_at: str
    check_in_at: str
    quiet: str
    zone: str
    country: str
    address: str
    mail_servers: tuple[str, ...] = ()
    chats: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    own_page_days: int = 60
    session_hours: int = 12
    events: bool = False
    agreements: tuple[Agreement, ...] = ()
    design: str = ""
    manager_mails: int = 0
