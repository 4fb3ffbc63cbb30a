"""The tables, one file per family. Import them from here, so that the metadata is whole."""

from storage.rows.answers import DrawRow, ReleaseRow, ResponseRow
from storage.rows.buddies import BuddyRow
from storage.rows.coached import BriefLineRow, CoachMarkRow, CoachNoteRow
from storage.rows.keeping import (
    AnnouncementRow,
    ArrivalRow,
    ChoreRow,
    ClockRow,
    GoneEndpointRow,
    HookRow,
    PaceRow,
    RelayPauseRow,
    StaffRow,
    UploadRow,
    WorkRow,
)
from storage.rows.people import (
    AbsenceRow,
    CohortRow,
    DisclosureRow,
    EnrollmentRow,
    ObserverRow,
    ParticipantRow,
    ProgrammeRow,
    RecipientRow,
    SilenceRow,
    SuppressionRow,
)
from storage.rows.prompts import EventRow, MessageRow, PromptRow, TokenRow

__all__ = [
    "AbsenceRow", "AnnouncementRow", "ArrivalRow", "BriefLineRow", "BuddyRow", "ChoreRow", "ClockRow", "CoachMarkRow",
    "CoachNoteRow", "CohortRow", "DisclosureRow", "DrawRow", "EnrollmentRow", "EventRow", "GoneEndpointRow", "HookRow",
    "MessageRow", "ObserverRow", "PaceRow", "ParticipantRow", "ProgrammeRow", "PromptRow", "RecipientRow",
    "RelayPauseRow", "ReleaseRow", "ResponseRow", "SilenceRow", "StaffRow", "SuppressionRow", "TokenRow", "UploadRow",
    "WorkRow",
]  # fmt: skip
