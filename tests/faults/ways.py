"""All ways to cut mailing short, by the names that the table shows."""

from __future__ import annotations

from faults import bad_servers, kills, lost_servers, releases, times
from faults.post import Way

WITHIN = "killed within the dialogue"

WAYS: dict[str, Way] = {
    "run-due or tick killed": Way(kills.run_due),
    "worker and horse killed": Way(kills.worker_with_horse),
    "worker killed, its horse lives": Way(kills.worker),
    "horse killed": Way(kills.horse),
    "web process killed (gunicorn's thread)": Way(kills.web_process),
    "killed before the content leaves": Way(kills.before_the_content),
    WITHIN: Way(kills.within_the_dialogue),
    "killed between 250 and the commit": Way(kills.between_250_and_commit),
    "two ticks at once": Way(times.two_ticks),
    "three runs at once": Way(times.three_runs),
    "three runs at once, one killed": Way(times.three_runs_one_killed),
    "Redis flushed": Way(lost_servers.redis_flushed),
    "Redis restarted empty": Way(lost_servers.redis_restarted_empty),
    "Redis gone": Way(lost_servers.redis_gone),
    "PostgreSQL restarted immediately": Way(lost_servers.postgresql_restarted, cluster=True),
    "connections exhausted": Way(lost_servers.connections_exhausted, cluster=True),
    **{
        f"SMTP {answer}": Way(bad_servers.answering(answer))
        for answer in ("421 busy", "450 later", "452 full", "550 no such mailbox", "552 too large")
    },
    "SMTP silence": Way(bad_servers.silent),
    "SMTP disconnect after DATA": Way(bad_servers.hanging_up),
    "wrong certificate": Way(bad_servers.badly_certified),
    "clock jumps": Way(times.clock_jumps),
    "summer time begins": times.clocks_change(times.SUMMER_BEGINS),
    "summer time ends": times.clocks_change(times.SUMMER_ENDS),
    "old and new code across a migration": Way(releases.across_a_migration, release=True),
}
