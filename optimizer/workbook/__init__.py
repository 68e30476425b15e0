"""Excel in, Excel out: the only place that knows a spreadsheet library."""
