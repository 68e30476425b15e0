"""Replay of a finished plan week by week, with random demand, lead times and disruptions.

The replay knows nothing of the model's rows: it moves goods. Every node (item, site) orders what it used, every source
makes what it is asked for within its capacity, lanes deliver late or early, and what is missing is rationed.
"""
