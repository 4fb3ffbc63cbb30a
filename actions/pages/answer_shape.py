"""An answer page as values: one message's prompts by enrollment, their questions, and what a tap on it means."""

from dataclasses import dataclass
from typing import Literal

from actions.pages.questions import Asks
from coaching.programmes import Programme, Step
from content.words import SOURCE

Standing = Literal["open", "late", "closed", "missed"]


@dataclass(frozen=True, slots=True)
class PromptPage:
    """One prompt on the page. *standing*: open to an answer or a change, late (one more answer), closed, or
    missed: only what got in the way is asked.
    """

    id: int
    step: Step
    programme: Programme
    asks: tuple[Asks, ...]
    standing: Standing
    answered: bool
    closes: str
    number: int = 0
    of: int = 0
    earlier_plan: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The prompts of one enrollment, and who reads what is answered to them; *coach* is "" for none, and for observers:
    it is not theirs to know.

    *invites*: its person has not started, so nothing is asked yet and the page offers "Start". *about* is what the
    person is called whom an observer is asked about, "" on a person's own page. *also* says what
    else their company sees because they agreed to it. *buddy*: a colleague is told of tasks that are done.
    """

    enrollment_id: int
    programme: Programme
    cohort: str
    coach: str
    coach_role: str
    prompts: tuple[PromptPage, ...]
    comment: str
    share: str
    welcomes: bool = False
    invites: bool = False
    is_pulse: bool = False
    about: str = ""
    also: tuple[str, ...] = ()
    buddy: bool = False

    @property
    def count(self) -> int:
        """How many questions still take an answer, the optional ones apart."""
        return sum(not ask.optional for one in self.live for ask in one.asks)

    @property
    def live(self) -> tuple[PromptPage, ...]:
        """The prompts that still take an answer."""
        return tuple(one for one in self.prompts if one.standing != "closed")


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One message's page. *min_cell* is the smallest group the company sees.

    *leave* and *own_page* are the paths of the other links of the same mail; *locale* is the language it speaks.
    """

    sheets: tuple[Sheet, ...]
    min_cell: int
    leave: str
    own_page: str
    locale: str = SOURCE

    @property
    def count(self) -> int:
        """How many questions still take an answer, the optional ones apart."""
        return sum(sheet.count for sheet in self.sheets)

    @property
    def welcomes(self) -> bool:
        """True for the first mail of a programme, which may be answered with "no thanks"."""
        return any(sheet.welcomes for sheet in self.sheets)

    @property
    def invites(self) -> bool:
        """True where somebody has not started yet: nothing of it is asked before."""
        return any(sheet.invites for sheet in self.sheets)

    @property
    def changeable(self) -> str:
        """The last day, in words, on which an answer given now can be changed; "" where that is over."""
        words = [one.closes for one in self.live if one.standing == "open"]
        return words[0] if words else ""

    @property
    def prompts(self) -> tuple[PromptPage, ...]:
        """All prompts, in the order they are asked."""
        return tuple(one for sheet in self.sheets for one in sheet.prompts)

    @property
    def live(self) -> tuple[PromptPage, ...]:
        """The prompts that still take an answer."""
        return tuple(one for sheet in self.sheets for one in sheet.live)

    @property
    def asks(self) -> tuple[Asks, ...]:
        """The questions that still take an answer."""
        return tuple(ask for one in self.live for ask in one.asks)

    @property
    def only(self) -> Asks | None:
        """The one question a bare answer means: the task where there is one, else the single question.

        A knowledge question beside others is none: mails print letters before its choices.
        """
        asked = [ask for ask in self.asks if not ask.optional]
        tasks = [ask for ask in asked if ask.name == "task"]
        found = tasks or [ask for ask in asked if not ask.lettered] or asked
        return found[0] if len(found) == 1 and found[0].form != "words" else None

    def tapped(self, printed: str) -> dict[str, str]:
        """Return the field and value of a choice as mails print it, or nothing where it means none."""
        lettered = [ask for ask in self.asks if ask.lettered]
        meant = lettered[0] if len(lettered) == 1 and lettered[0].letter(printed) else self.only
        value = meant.chosen(printed) if meant else ""
        return {meant.field: value} if meant and value else {}
