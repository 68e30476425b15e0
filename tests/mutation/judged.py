"""Mutants that change nothing anyone could see, each looked at, with the reason."""

from __future__ import annotations

EQUIVALENT: dict[str, str] = {
    'optimizer/intake/plausible.py: much = f"{times:,.0f} times" if times > 1 else f"a {1 / times:,.0f}th of" -> '
    'much = f"{times:,.0f} times" if times > 2 else f"a {1 / times:,.0f}th of"': (
        "what is told is either hundreds of times the median or a small part of it"
    ),
    "optimizer/intake/headers.py: before = [known for known in letters if place(known) < place(letter)] -> "
    "before = [known for known in letters if place(known) <= place(letter)]": (
        "a column without a header is never among those that have one"
    ),
    "models/algebra/sets.py: return TableSet(given) if isinstance(given, (list, tuple, range, Table)) else given -> "
    "return TableSet(given) if (isinstance(given, (list, tuple, range, Table))) and False else given": (
        "Pyomo makes the same set of a list, only slower"
    ),
    "models/algebra/table.py: if len(key) * ROOMY >= np.prod(self._shape[1], dtype=float): -> "
    "if len(key) * ROOMY >= np.prod(None, dtype=float):": "chooses between two ways to look up, of which one is faster",
    "models/features/inventory.py: block.COVERED = pyo.Set(initialize=list(limit), dimen=3) -> "
    "block.COVERED = pyo.Set(initialize=list(limit), )": "the dimension is that of the members; without any there is no row",
    'models/algebra/templates.py: raise NotATemplateError(f"The dimension of {members} is not known") -> '
    "raise NotATemplateError(None)": "the reason is for who reads a traceback; the rule is compiled the other way",
    "optimizer/intake/plausible.py: low[:] = False -> low[:] = None": "in an array of flags None is False",
    "optimizer/intake/columns.py: figures[is_plain] = np.array(list(compress(values, is_plain.tolist())), dtype=np.float64) -> "
    "figures[is_plain] = None": "no figure passes for good then, so that each is read by itself: the same, only slower",
}
