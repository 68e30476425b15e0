"""How a split between a slow and a fast source is run, week by week: ordering rules, and what they cost.

The notation, for one item at one place, week by week::

    L  = weeks by which the slow (base) source is behind the fast (surge) one
    x  = stock on hand - backorders + all that arrives within the fast lead time, before the fast order
    y  = the same after the fast order, y >= x
    q  = order to the slow source;  D = demand of a week, independent from week to week
    X  = demand of the exposed time: the fast lead time and the week in which an order waits for the next one
    x' = y - D + the slow order that now comes within the fast lead time
    cost of a week = slow price x q + fast price x (y - x) + E[h (y - X)+ + p (X - y)+]

Orders are placed before the week's demand is seen. All rules but the optimal one order up to a level S from the fast
source, so that y = S + O with an overshoot O >= 0 that does not depend on S: what a rule costs follows from the
distribution of O and from what the slow source delivers, and the best S is a newsvendor quantile.
"""
