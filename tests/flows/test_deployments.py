"""What an installation serves, and when."""

from prefect.client.schemas.schedules import CronSchedule

from flows.deployments import deployments
from flows.registration import check, schedules


def test_briefs_go_out_on_monday_mornings_of_the_installations_zone() -> None:
    served = {one.name: one for one in deployments(reads_replies=True, zone="Asia/Tokyo")}
    (one,) = schedules(served["send-briefs"], None)
    assert isinstance(one.schedule, CronSchedule) and one.active
    assert (one.schedule.cron, one.schedule.timezone) == ("30 7 * * 1", "Asia/Tokyo")


def test_everything_that_is_served_can_be_run() -> None:
    served = deployments(reads_replies=False)
    check(served)
    scheduled = {one.name for one in served if schedules(one, None)}
    assert {"tick", "send-briefs"} <= scheduled and "enroll" not in scheduled
