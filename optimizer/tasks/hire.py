"""Who does the work: processes of this machine, or the workers of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.tasks.local import LocalCrew, memory_for_each, processors
from optimizer.tasks.task import Limits

if TYPE_CHECKING:
    from optimizer.tasks.crew import Crew


def hire(jobs: int | None, *, scheduler: str | None, seconds: float, memory: int | None) -> Crew:
    """Return a crew.

    Parameters
    ----------
    jobs
        How many tasks at once; None: one for each processor, or as many as the cluster has threads.
    scheduler
        Address of a Dask scheduler, or ``local-cluster``; None: this machine without Dask.
    seconds, memory
        What each task may take [s, bytes]; None: its share of this machine's memory.

    Raises
    ------
    BatchError
        When the cluster cannot be reached.

    """
    at_once = jobs or processors()
    limits = Limits(seconds=seconds, memory=memory_for_each(at_once) if memory is None else memory)
    if scheduler is None:
        return LocalCrew(at_once, limits)
    from optimizer.tasks.cluster import ClusterCrew

    return ClusterCrew(scheduler, limits, jobs=jobs)
