"""Sourcemix over HTTP: workbooks are posted, wait in a queue that survives everything, and are planned one by one.

::

    request -> Gate (host, origin, key, size) -> routes -> Jobs (SQLite) <- Desk threads -> a process for each workbook

A job that was accepted is on disk before its answer leaves. Whoever plans it holds a lease that is renewed while the
work goes on; each lease has a number, and only the holder of the latest one may write down what came of the job.
"""
