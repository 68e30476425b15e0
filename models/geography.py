"""Places and item classes: what an address such as ``China``, ``bloc:USMCA`` or ``class:Critical`` stands for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from models.sheets import ALL, EACH

if TYPE_CHECKING:
    from models.sheets import Items, Regions, Sites

PLACE_KINDS = ("site", "region", "country", "bloc")
"""Kinds of place, most specific first; the rank of an address is its position here (ALL comes last)."""


@dataclass(frozen=True)
class Geography:
    """Sites and the areas they belong to.

    Attributes
    ----------
    of_site
        For each kind of place and site name, the member: ``of_site["country"]["Reno plant"] == "United States"``.

    """

    of_site: dict[str, dict[str, str]]
    domestic: frozenset[str]

    @classmethod
    def from_sheets(cls, sites: Sites, regions: Regions) -> Geography:
        """Join sites with their regions; a blank country or parent company takes the name it stands beside."""
        country = {r: c or r for r, c in zip(regions.region, regions.country, strict=True)}
        bloc = dict(zip(regions.region, regions.bloc, strict=True))
        home = set(regions.region[regions.domestic])
        region = dict(zip(sites.site, sites.region, strict=True))
        return cls(
            of_site={
                "site": {n: n for n in sites.site},
                "region": region,
                "country": {n: country[r] for n, r in region.items()},
                "bloc": {n: bloc[r] for n, r in region.items()},
                "parent_company": {n: p or n for n, p in zip(sites.site, sites.parent_company, strict=True)},
                "domestic": {n: "Yes" if r in home else "No" for n, r in region.items()},
            },
            domestic=frozenset(n for n, r in region.items() if r in home),
        )

    @cached_property
    def _members(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], list[str]] = {}
        for kind, member_of in self.of_site.items():
            for site, member in member_of.items():
                if member:
                    found.setdefault((kind, member), []).append(site)
        return {key: tuple(sites) for key, sites in found.items()}

    def groups(self, kind: str) -> tuple[str, ...]:
        """Every member of a kind of grouping, e.g. all countries, in order of first appearance."""
        return tuple(member for member_kind, member in self._members if member_kind == kind)

    def sites_in(self, kind: str, member: str) -> tuple[str, ...]:
        """Sites of one group, e.g. ``("country", "Mexico")``."""
        return self._members.get((kind, member), ())

    def resolve(self, place: str) -> tuple[int, tuple[str, ...]] | None:
        """Rank and sites of an address; None when nothing has that name.

        A plain name is looked up as site, then region, country, bloc; a prefix (``country:Japan``) settles it.
        """
        if place not in self._resolved:
            self._resolved[place] = self._looked_up(place)
        return self._resolved[place]

    @cached_property
    def _resolved(self) -> dict[str, tuple[int, tuple[str, ...]] | None]:
        return {}

    def _looked_up(self, place: str) -> tuple[int, tuple[str, ...]] | None:
        if place in {ALL, EACH}:
            return len(PLACE_KINDS), tuple(self.of_site["site"])
        kind, colon, member = place.partition(":")
        if colon and kind.lower() in PLACE_KINDS:
            sites = self.sites_in(kind.lower(), member.strip())
            return (PLACE_KINDS.index(kind.lower()), sites) if sites else None
        for rank, plain_kind in enumerate(PLACE_KINDS):
            sites = self.sites_in(plain_kind, place)
            if sites:
                return rank, sites
        return None

    def sites(self, place: str) -> tuple[str, ...]:
        """Sites of a (checked) address."""
        found = self.resolve(place)
        return found[1] if found else ()

    def rank(self, place: str) -> int:
        """How general an address is: 0 a site, 4 ALL."""
        found = self.resolve(place)
        return found[0] if found else len(PLACE_KINDS)


def resolve_items(items: Items, scope: str) -> tuple[int, tuple[str, ...]] | None:
    """Rank (0 item, 1 class, 2 ALL) and items of a scope such as ``class:Critical``; None when nothing matches."""
    if scope == ALL:
        return 2, tuple(items.item)
    prefix, colon, wanted = scope.partition(":")
    if colon and prefix.lower() == "class":
        chosen = [i for i, c in zip(items.item, items.criticality, strict=True) if c.lower() == wanted.strip().lower()]
        return (1, tuple(chosen)) if chosen else None
    return (0, (scope,)) if scope in items.known else None
