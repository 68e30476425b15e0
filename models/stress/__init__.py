"""What happens to a plan when something is lost: events, their cases, and the best answer to each.

An *event* says what is hit, how hard and for how long; a *case* is an event that begins in one period of the plan.
The *recourse* of a case is a linear problem in deviation form: what survives keeps running and is an expression in the
plan; only what changes is decided. The same rows serve the plan (where the plan's decisions are variables), the stress
test of a finished plan (where they are numbers) and, replayed by plain arithmetic, the independent check.
"""
