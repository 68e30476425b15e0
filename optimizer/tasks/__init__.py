"""One workbook, one task, one process of its own: on this machine or on many.

::

    Task --crew--> worker (warm, one a job) --fork--> process with limits --perform--> runs --> Finished

A crew takes tasks and gives back what came of each: :mod:`optimizer.tasks.local` has worker processes on this
machine, :mod:`optimizer.tasks.cluster` those of a Dask cluster. Whatever a workbook does to its process (crash, hang,
eat memory), the others never notice.
"""
