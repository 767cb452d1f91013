"""Whether a queue worker is alive, by the heartbeat it leaves in the cache."""

from django_q.status import Stat


def is_worker_alive(pid: int | None = None) -> bool:
    """Whether the worker with this main process, or any, has shown a sign of life within the last three seconds."""
    return any(stat.workers and pid in {None, stat.pid} for stat in Stat.get_all())
