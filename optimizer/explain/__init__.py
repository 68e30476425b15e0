"""The doctor: why no plan exists, in the words and cells of the planner, and what single change would help.

::

    no plan -> conflict: rules and limits that cannot all hold     (localise)
            -> levers: the cells that state them, the most negotiable first
            -> how far each would have to be changed by itself     (alone, stretch)
            -> or all cells of a class at once, or several cells   (sweeping, together)
            -> edits: applied to the input, and planned again      (trial)
            -> sentences, cells, problems                          (words, diagnosis)
"""
