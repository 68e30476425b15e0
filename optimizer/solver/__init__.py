"""From sparse arrays to an outcome: the only place that knows a solver."""
