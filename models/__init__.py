"""Sourcing-mix mathematics: what is decided, what it costs, which rules it keeps.

Notation, the same in every file of this package
------------------------------------------------
==========  =======================================================================================
``i``       item: raw material, component or finished product
``n``       site; ``o`` origin and ``d`` destination of a lane
``m``       mode of transport
``t``       period, counted from 0; ``s`` an earlier period in which something was shipped or ordered
``k``       capacity option, or the number of a rule's scope
==========  =======================================================================================

Index order is always item, site (origin, destination), mode, period. Quantities are in the item's unit and rates per
week; the total of a period is its rate times its weeks; a year is 52 weeks. Money is in the plan currency.

Plan decisions
    ``make[i,n,t]``      good output of a source (throughput of a warehouse that is one)   [units/week]
    ``ship[i,o,d,m,t]``  flow on a lane, by the period it leaves                            [units/week]
    ``unmet[i,n,t]``     demand that is not served                                          [units/week]
    ``stock[i,n,t]``     stock carried over the end of a period: seasonal, safety, strategic [units]
    ``safety[i,n,t]``    the part of it that covers variability                            [units]
    ``initial[i,n]``     stock from the first day to the last, where none is stated as on hand [units]
    ``use[i,n,t]``       whether site n is an active source of item i                       {0, 1}
    ``open[n,t]``        whether site n is open                                             {0, 1}
    ``ordered[k,t]``     capacity options ordered by the end of period t, cumulative        {0, 1, ...}

This package knows no file, no solver and no web; ``optimizer`` is the engine around it.
"""

WEEKS_PER_YEAR = 52.0
DAYS_PER_WEEK = 7.0
