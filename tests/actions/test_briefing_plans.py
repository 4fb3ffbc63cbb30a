"""A plan that was asked for and passed unwritten is a reason to talk, unless the person answers nothing at all."""

from actions import briefing
from actions.coached.shape import Brief
from actions.enrolling import enroll
from actions.house import House
from tests import make
from tests.actions.stories import PROGRAMME, Story

COACH = "coach@example.org"
ASKED = "  - {name: if-then, title: Your plan, after_days: 2, plan: {behaviour: attention}}\n"
PLANNED = PROGRAMME.replace("  - {name: drawer,", ASKED + "  - {name: drawer,")


class Planning(Story):
    """A house in which Ada was asked for a plan and for what came before and after it."""

    def __init__(self, where: House, role: str = "independent") -> None:
        self.house = where
        roster = make.roster(["ada@example.org"], coach=COACH, coach_role=role)
        enroll(where, make.cohort("autumn", PLANNED, programme_file="small.yaml"), roster, make.NOW)
        for step in ("start", "if-then", "drawer"):
            self.send(step)

    def brief(self) -> Brief:
        [plan] = self.prompts("if-then", "ada")
        return briefing.brief_of(self.house, COACH, plan.closes_at or make.NOW)

    def answered(self, *steps: str) -> "Planning":
        for step in steps:
            self.answer(step, "ada", **({"task": "done"} if step == "drawer" else {"attention": 2}))
        return self

    def passed(self, *steps: str) -> "Planning":
        self.answered(*steps).expire("if-then")
        return self


def test_a_plan_that_passed_unwritten_is_why_with_one_question(small: House) -> None:
    [one] = Planning(small).passed("start", "drawer").brief().people
    assert (one.why, one.ask) == ("plan", "When in your week would it fit most easily?")


def test_it_is_no_reason_while_it_can_still_be_written(small: House) -> None:
    assert Planning(small).answered("start", "drawer").brief().people == ()


def test_it_is_no_reason_of_somebody_who_answers_nothing(small: House) -> None:
    assert Planning(small).passed().brief().people == ()


def test_a_plan_written_late_is_no_reason_any_more(small: House) -> None:
    planning = Planning(small).passed("start", "drawer")
    planning.answer("if-then", "ada", late=True, plan="", words="When I sit down, I put it away.")
    assert planning.brief().people == ()


def test_a_line_manager_is_not_told_of_it(small: House) -> None:
    assert Planning(small, "line-manager").passed("start", "drawer").brief().people == ()
