"""Worker processes of a Dask cluster: the same tasks on other machines, or on a cluster of this one.

The bytes of a workbook travel to a worker and those of its plan come back, so that no folder has to be shared. On the
worker each task gets a process with limits of its own, as on this machine. Dask cannot stop a task that runs: a flag
of ours does, which the worker looks at. A task whose worker dies is begun once more, by Dask itself; the mark each
attempt leaves tells that it was.
"""

from __future__ import annotations

import tempfile
import threading
import time
import uuid
from concurrent.futures import CancelledError
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer import __version__
from optimizer.comparison import AS_IS
from optimizer.errors import BatchError
from optimizer.files import replacing
from optimizer.tasks.crew import ATTEMPTS, Underway
from optimizer.tasks.finished import Fate, Finished, Run
from optimizer.tasks.local import LOOK, LocalCrew, processors
from optimizer.tasks.seat import WORK
from optimizer.tasks.task import Halt, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from optimizer.tasks.task import Limits, Task

LOCAL = "local-cluster"
"""In place of an address: a cluster of this machine."""
AHEAD = 2
"""Tasks handed over for each thread of the cluster, so that no worker waits for the next one."""
FLAG_AGE = 1.0
"""Seconds between two looks of a worker at the flag that calls work off."""
PATIENCE = 20.0
"""Seconds to wait for a scheduler."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What comes back from a worker: what came of the task, and the files it wrote, by name."""

    finished: Finished
    files: Mapping[str, bytes]


class ClusterCrew:
    """The workers of a Dask cluster.

    Parameters
    ----------
    address
        Of the scheduler, e.g. ``tcp://host:8786``; or ``local-cluster``.
    limits
        What each task may take.
    jobs
        How many tasks at once; None: as many as the cluster has threads (a local cluster: processors).

    Raises
    ------
    BatchError
        When Dask is not installed, no scheduler answers, or a worker has another version of Sourcemix.

    """

    def __init__(self, address: str, limits: Limits, *, jobs: int | None = None, work: str = WORK) -> None:
        try:
            import distributed
        except ImportError as error:
            raise BatchError("Dask is not installed. Install it with: pip install 'sourcemix[distributed]'") from error
        self._limits, self._work = limits, work
        self._open = ExitStack()
        try:
            own = address == LOCAL
            if own:
                cluster = distributed.LocalCluster(
                    n_workers=jobs or processors(),
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    preload=["optimizer.tasks.deaf"],
                )
                address = self._open.enter_context(cluster)
            self._client = self._open.enter_context(distributed.Client(address, timeout=PATIENCE))
        except (OSError, ValueError) as error:
            self._open.close()
            raise BatchError(f"No Dask scheduler answers at {address}. Check the address, or start one.") from error
        self._jobs = None if own else jobs
        self._name = f"sourcemix-{uuid.uuid4().hex[:12]}"
        self._begun: dict[str, list[str]] = {}
        self._turn = threading.Lock()
        self._client.subscribe_topic(self._name, self._mark)
        self._same_version()

    def finished(
        self, tasks: Iterable[Task], halt: Halt, watch: Callable[[Sequence[Underway]], None] = lambda _: None
    ) -> Iterator[Finished]:
        """What came of each task, in the order they end; see :class:`optimizer.tasks.crew.Crew`."""
        import distributed

        waiting, flag = iter(tasks), distributed.Event(self._name, client=self._client)
        pending: dict[Any, tuple[Task, float]] = {}
        told = called_off = None
        while True:
            while not halt.asked and len(pending) < self._room() and (task := next(waiting, None)) is not None:
                pending[self._handed(task)] = task, time.monotonic()
            if not pending:
                return
            if halt.asked and told is None:
                told = time.monotonic()
                flag.set()
                self._client.cancel([future for future, (task, _) in pending.items() if task.name not in self._begun])
            called_off = told is not None and (halt.at_once or time.monotonic() - told > 2 * self._limits.grace)
            for future in self._ended(list(pending), at_once=called_off):
                task, _ = pending.pop(future)
                yield self._result(task, future)
            watch([self._underway(task, since) for task, since in pending.values()])

    def close(self) -> None:
        """Leave the cluster; one of our own ends."""
        self._open.close()

    def _room(self) -> int:
        """How many tasks may be handed over at once."""
        return self._jobs or max(AHEAD * sum(self._client.nthreads().values()), 1)

    def _handed(self, task: Task) -> Any:
        """Hand a task over with its workbook."""
        try:
            content = task.source.read_bytes()
        except OSError:
            content = None
        order = (task, content, self._limits, self._work, self._name)
        return self._client.submit(on_worker, *order, key=f"{self._name}-{task.name}", pure=False, retries=0)

    def _ended(self, pending: list[Any], *, at_once: bool) -> list[Any]:
        """Wait a little for some that end; all of them when nothing is waited for any more."""
        import distributed

        for future in pending:
            name = str(future.key).removeprefix(f"{self._name}-")
            if len(self._begun.get(name, ())) > ATTEMPTS and not future.done():
                distributed.Event(str(future.key), client=self._client).set()
                future.cancel()
        if at_once:
            self._client.cancel(pending)
            return pending
        if not any(future.done() for future in pending):
            with suppress(TimeoutError, CancelledError):
                distributed.wait(pending, timeout=LOOK, return_when="FIRST_COMPLETED")
        return [future for future in pending if future.done()]

    def _result(self, task: Task, future: Any) -> Finished:
        """What came of a task; its files are written here."""
        with self._turn:
            machines = self._begun.pop(task.name, [])
        attempts = min(max(len(machines), 1), ATTEMPTS)
        if future.status == "finished":
            parcel: Parcel = future.result()
            future.release()
            ended = replace(parcel.finished, task=task, attempts=attempts)
            return self._written(ended, parcel.files)
        if future.status == "error" and not _is_death(future.exception()):
            words = f"{type(future.exception()).__name__}: {future.exception()}"
            return Finished(task, (Run(AS_IS, Fate.BUG, (words,)),), attempts=attempts)
        if future.status == "error" or len(machines) > ATTEMPTS:
            words = "The worker died under it. Run it alone with sourcemix solve to see more."
            return Finished(task, (Run(AS_IS, Fate.CRASHED, (words,)),), attempts=ATTEMPTS)
        run = Run(AS_IS, Fate.CANCELLED, ("It was called off before it had a plan.",))
        return Finished(task, (run,), attempts=len(machines))

    def _written(self, ended: Finished, files: Mapping[str, bytes]) -> Finished:
        from optimizer.errors import OutputError

        try:
            for name, content in files.items():
                with replacing(ended.task.target.with_name(name)) as temporary:
                    temporary.write_bytes(content)
        except OutputError as error:
            runs = tuple(replace(run, fate=Fate.NOT_WRITTEN, words=(str(error),), files=()) for run in ended.runs)
            return replace(ended, runs=runs)
        return ended

    def _underway(self, task: Task, since: float) -> Underway:
        machines = self._begun.get(task.name, [])
        words = f"on {machines[-1]}" if machines else "waiting for a worker"
        return Underway(task, time.monotonic() - since, Step(words), max(len(machines), 1))

    def _mark(self, event: tuple[float, Mapping[str, str]]) -> None:
        """Take note that a worker has begun a task."""
        _, mark = event
        with self._turn:
            self._begun.setdefault(mark["task"], []).append(mark["machine"])

    def _same_version(self) -> None:
        """Refuse workers with another version: they would plan otherwise, or not at all."""
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
            found = set(self._client.run(_version).values())
        except TimeoutError as error:
            self.close()
            raise BatchError("The Dask cluster has no workers. Start some, then run this again.") from error
        except Exception as error:
            self.close()
            raise BatchError(
                f"A worker of the cluster cannot run Sourcemix ({error}). Install it there too."
            ) from error
        if found != {__version__}:
            self.close()
            others = ", ".join(sorted(found - {__version__}))
            raise BatchError(
                f"Workers of the cluster have Sourcemix {others}, this machine {__version__}. Install one."
            )


def _version() -> str:
    return __version__


def _is_death(error: BaseException | None) -> bool:
    from distributed import KilledWorker

    return isinstance(error, KilledWorker)


_OWN = threading.local()
"""The crew of one that each thread of a worker keeps, so that its process stays warm from task to task."""


def on_worker(task: Task, content: bytes | None, limits: Limits, work: str, name: str) -> Parcel:
    """Do one task on a worker of the cluster.

    Parameters
    ----------
    content
        The workbook; None when it could not be read, which is then said as usual.
    name
        Of the batch: topic of its marks, and name of the flag that calls it off. A flag of the task's own is set when
        it has been given up and yet been begun again.

    """
    from distributed import get_worker

    worker = get_worker()
    worker.log_event(name, {"task": task.name, "machine": worker.address})
    if getattr(_OWN, "made_for", None) != (limits, work):
        _OWN.crew, _OWN.made_for = LocalCrew(1, limits, work=work), (limits, work)
    flag = _Flag(name, f"{name}-{task.name}")
    with tempfile.TemporaryDirectory(prefix="sourcemix-") as place:
        folder = Path(place)
        source, target = folder / "in" / task.source.name, folder / "out" / task.target.name
        source.parent.mkdir()
        target.parent.mkdir()
        if content is not None:
            source.write_bytes(content)
        here = replace(task, source=source, target=target)
        (ended,) = _OWN.crew.finished([here], flag.halt, flag.look)
        ended = replace(ended, machine=f"{ended.machine} ({worker.address})")
        return Parcel(ended, {path.name: path.read_bytes() for path in target.parent.iterdir() if path.is_file()})


class _Flag:
    """The flags that call a batch, and a task, off, as a worker sees them."""

    def __init__(self, *names: str) -> None:
        self.halt = Halt()
        self._names, self._looked = names, time.monotonic()

    def look(self, _: object) -> None:
        """Look at it now and then."""
        import distributed

        if not self.halt.asked and time.monotonic() - self._looked > FLAG_AGE:
            self._looked = time.monotonic()
            client = distributed.get_client()
            if any(distributed.Event(name, client=client).is_set() for name in self._names):
                self.halt.ask()
