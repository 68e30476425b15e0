"""Report tables: what a plan means to a planner, by arithmetic on problem and plan alone.

Every table is a sheet class, so its columns carry the help and the units that become header notes.
"""
