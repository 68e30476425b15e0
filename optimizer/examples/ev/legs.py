"""Legs: how a tonne travels between two places, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.examples.ev.notes import FORWARDER, LINERLIB, assumed, both

KM_PER_MILE = 1.852
"""Kilometres in a nautical mile."""
TONNES_PER_CONTAINER = 18.0
"""Payload of a forty-foot container (assumption)."""
PRICE_LEVEL = 1.8
"""Today's freight over the level of LINERLIB (assumption)."""

PACIFIC, PANAMA, SUEZ = "Pacific West Coast ports", "Panama Canal", "Suez Canal"
TAIWAN, MALACCA, LAREDO = "Taiwan Strait", "Malacca Strait", "Laredo crossing"
MANZANILLO = "Manzanillo port"
MIDWEST, SOUTH, MEXICO = "US Midwest", "US South", "Northern Mexico"
LONG_BEACH, MEMPHIS = "Long Beach hub", "Memphis reserve"


@dataclass(frozen=True, slots=True)
class Leg:
    """One way from an origin to a destination.

    Attributes
    ----------
    days, interval
        Door-to-door time, and days between two shipments.
    tonne
        Freight of one tonne, handling included [USD].

    """

    origin: str
    destination: str
    mode: str
    days: float
    tonne: float
    distance: float
    corridors: tuple[str, ...]
    interval: float
    notes: str


def sea(ends: tuple[str, str], mode: str, days: float, published: tuple[float, float], inland: tuple[float, float],
        corridors: tuple[str, ...] = (), interval: float = 7, days_note: str = "") -> Leg:  # fmt: skip
    """Build a leg from a liner service and the inland haul.

    Parameters
    ----------
    published
        Freight of a forty-foot container [USD, LINERLIB's price level] and distance [nautical miles].
    inland
        Freight of a tonne [USD] and distance [km] on land, both ends together.

    """
    tonne = published[0] * PRICE_LEVEL / TONNES_PER_CONTAINER + inland[0]
    distance = published[1] * KM_PER_MILE + inland[1]
    note = days_note or both(LINERLIB, "inland haul, customs and waiting")
    return Leg(*ends, mode, days, round(tonne), round(distance), corridors, interval, note)


def land(
    origin: str, destination: str, km: float, days: float, mode: str = "road", corridors: tuple[str, ...] = ()
) -> Leg:
    """Build a leg by truck or train; a truck costs more for each kilometre, a train more to load."""
    load, rate = (22, 0.085) if mode == "road" else (30, 0.045)
    interval = 1 if mode == "road" else 3
    note = assumed("contract rate of a full load; distance by road atlas, rounded")
    return Leg(origin, destination, mode, days, round(load + rate * km), km, corridors, interval, note)


def air(origin: str, destination: str, km: float, dollars_a_kg: float, corridors: tuple[str, ...] = ()) -> Leg:
    """Build a leg by air freighter."""
    note = assumed("contract rate of scheduled freighters, great-circle distance")
    return Leg(origin, destination, "air", 5, 1_000 * dollars_a_kg, km, corridors, 3, note)


def legs() -> list[Leg]:
    """Every leg of the example."""
    return [*_from_china(), *_from_korea_and_japan(), *_from_europe(), *_minerals(), *_by_air(), *_by_land()]


def _from_china() -> list[Leg]:
    us, mexico, china = (1_650, 5_820), (1_545, 7_139), "China"
    west = both(LINERLIB, f"inland haul; {FORWARDER}, China to the US West Coast 20-25")
    rail = both(LINERLIB, f"inland haul; {FORWARDER}, China to the US East Coast via Los Angeles 35-40")
    busan = assumed("no Korean port in LINERLIB's extract")
    hamburg = both(LINERLIB, "German ports and 1,200 km by rail")
    panama = both(LINERLIB, "a quarter more than to the average US port for the canal")
    return [
        sea((china, MIDWEST), "intermodal", 38, us, (170, 3_300), (PACIFIC,), 7, rail),
        sea((china, SOUTH), "intermodal", 38, us, (180, 3_400), (PACIFIC,), 7, rail),
        sea((china, SOUTH), "ocean", 44, (2_060, 10_200), (45, 600), (PANAMA,), 14, panama),
        sea((china, MEXICO), "ocean", 35, mexico, (75, 1_300), (MANZANILLO,), 7),
        sea((china, LONG_BEACH), "ocean", 22, us, (22, 150), (PACIFIC,), 7, west),
        sea((china, MEMPHIS), "intermodal", 36, us, (150, 3_100), (PACIFIC,), 7, rail),
        sea((china, "Nevada gigafactory"), "intermodal", 27, us, (70, 900), (PACIFIC,), 7, west),
        sea((china, "Eastern Canada"), "intermodal", 40, (1_760, 5_159), (190, 4_700), ("Vancouver port",)),
        sea((china, "Hungary"), "ocean", 48, (3_080, 10_724), (75, 1_250), (TAIWAN, MALACCA, SUEZ), 7, hamburg),
        sea((china, "Japan"), "ocean", 14, (1_100, 1_161), (20, 150)),
        sea((china, "South Korea"), "ocean", 9, (600, 500), (20, 150), (), 7, busan),
        land(china, china, 900, 4),
    ]


def _from_korea_and_japan() -> list[Leg]:
    korea, japan = "South Korea", "Japan"
    us_korea, us_japan = (1_935, 5_100), (1_935, 4_900)
    like = both(LINERLIB, "Korean ports taken like Japanese ones, two days further; a fifth more through the canal")
    return [
        sea((korea, MIDWEST), "intermodal", 33, us_korea, (170, 3_300), (PACIFIC,), 7, like),
        sea((korea, SOUTH), "intermodal", 33, us_korea, (180, 3_400), (PACIFIC,), 7, like),
        sea((korea, SOUTH), "ocean", 39, (2_300, 9_600), (45, 600), (PANAMA,), 14, like),
        sea((korea, MEXICO), "ocean", 28, (2_220, 5_900), (75, 1_300), (MANZANILLO,), 14, like),
        sea((korea, MEMPHIS), "intermodal", 31, us_korea, (150, 3_100), (PACIFIC,), 7, like),
        sea((korea, "Nevada gigafactory"), "intermodal", 25, us_korea, (70, 900), (PACIFIC,), 7, like),
        sea((korea, "Hungary"), "ocean", 54, (3_350, 11_300), (75, 1_250), (TAIWAN, MALACCA, SUEZ), 7, like),
        sea((korea, japan), "ocean", 6, (700, 450), (20, 150), (), 7, like),
        land(korea, korea, 150, 1),
        sea((japan, MIDWEST), "intermodal", 31, us_japan, (170, 3_300), (PACIFIC,)),
        sea((japan, SOUTH), "intermodal", 31, us_japan, (180, 3_400), (PACIFIC,)),
        sea((japan, MEXICO), "ocean", 25, (2_220, 5_609.5), (75, 1_300), (MANZANILLO,)),
        sea((japan, LONG_BEACH), "ocean", 24, us_japan, (22, 150), (PACIFIC,)),
        sea((japan, "Nevada gigafactory"), "intermodal", 26, us_japan, (70, 900), (PACIFIC,)),
        land(japan, japan, 400, 2),
    ]


def _from_europe() -> list[Leg]:
    to_us, to_mexico = (1_845, 4_753.5), (2_330, 6_007)
    mexico = both(LINERLIB, "Spain to Mexico taken for North Sea ports; inland haul")
    hungary = both(LINERLIB, "German ports and 1,200 km by rail")
    return [
        sea(("Germany", MIDWEST), "ocean", 31, to_us, (85, 1_400)),
        sea(("Germany", SOUTH), "ocean", 29, to_us, (65, 900)),
        sea(("Germany", MEXICO), "ocean", 35, to_mexico, (70, 1_200), ("Veracruz port",), 14, mexico),
        sea(("Hungary", MIDWEST), "ocean", 34, to_us, (150, 2_600), (), 7, hungary),
        sea(("Hungary", SOUTH), "ocean", 32, to_us, (130, 2_100), (), 7, hungary),
        sea(("Hungary", MEXICO), "ocean", 39, to_mexico, (140, 2_400), ("Veracruz port",), 14, hungary),
        land("Germany", "Germany", 400, 2),
    ]


def _minerals() -> list[Leg]:
    australia, california = "Australia", "California oxide plant"
    guess = assumed("no Australian port in LINERLIB's extract; between Malaysia and Japan")
    return [
        sea((australia, "China"), "ocean", 24, (900, 3_900), (30, 400), (), 14, guess),
        sea((australia, "South Korea"), "ocean", 26, (1_000, 4_200), (30, 400), (), 14, guess),
        sea((australia, "Japan"), "ocean", 25, (1_000, 4_200), (30, 400), (), 14, guess),
        sea((australia, "Germany"), "ocean", 45, (2_400, 9_500), (50, 800), (MALACCA, SUEZ), 14, guess),
        sea((australia, SOUTH), "ocean", 48, (2_100, 10_300), (60, 1_000), (PANAMA,), 14, guess),
        sea((australia, "Eastern Canada"), "ocean", 55, (2_300, 11_300), (50, 700), (PANAMA,), 14, guess),
        sea(("Malaysia", "China"), "ocean", 17, (400, 2_239), (25, 300), (TAIWAN,)),
        sea(("Malaysia", "Japan"), "ocean", 19, (1_350, 2_920.5), (25, 300), (TAIWAN,)),
        sea(("Malaysia", "Germany"), "ocean", 40, (2_740, 8_367), (45, 600), (MALACCA, SUEZ)),
        sea(("Malaysia", SOUTH), "intermodal", 43, (1_670, 8_008.5), (180, 3_400), (PACIFIC,)),
        sea(("Malaysia", LONG_BEACH), "ocean", 37, (1_670, 8_008.5), (22, 150), (PACIFIC,)),
        sea((california, "Japan"), "ocean", 29, (1_290, 4_738), (40, 450), (PACIFIC,)),
        sea((california, "Germany"), "ocean", 38, (1_320, 4_354), (90, 2_500)),
        land(california, SOUTH, 2_300, 5),
        land("Nevada lithium mine", SOUTH, 3_000, 8, "rail"),
        land("Nevada lithium mine", "Eastern Canada", 4_300, 12, "rail"),
    ]


def _by_air() -> list[Leg]:
    origins: tuple[tuple[str, float, tuple[str, ...]], ...] = (
        ("Taiwan", 11_900, (TAIWAN,)),
        ("Malaysia", 14_700, ()),
        ("South Korea", 10_700, ()),
    )
    detour = {MIDWEST: 0, SOUTH: 500, MEXICO: 600, "Arizona chip campus": -900}
    asia_to_america = [
        air(origin, destination, km + extra, 6.5, corridors)
        for origin, km, corridors in origins
        for destination, extra in detour.items()
    ]
    return [
        *asia_to_america,
        air("Taiwan", "Malaysia", 3_200, 2.2, (TAIWAN,)),
        air("Taiwan", "China", 1_300, 1.8, (TAIWAN,)),
        air("Taiwan", "Germany", 9_300, 4.5, (TAIWAN,)),
        air("Malaysia", "China", 2_600, 2.0),
        air("Malaysia", "Germany", 9_700, 4.5),
        air("South Korea", "Malaysia", 4_600, 2.5),
        air("South Korea", "Taiwan", 1_500, 1.9, (TAIWAN,)),
        air("Germany", "Malaysia", 9_700, 3.4),
        air("Germany", "Taiwan", 9_300, 3.4, (TAIWAN,)),
        air("Germany", MEXICO, 9_500, 4.2),
        air("Germany", "Arizona chip campus", 9_100, 4.2),
        air("Arizona chip campus", "Malaysia", 14_200, 3.2),
        air(MEXICO, "China", 12_800, 3.2),
        air(MEXICO, "Germany", 9_700, 3.6),
        land("Taiwan", "Taiwan", 300, 1),
    ]


def _by_land() -> list[Leg]:
    return [
        land(MIDWEST, MIDWEST, 350, 1),
        land(SOUTH, SOUTH, 750, 2),
        land(MIDWEST, SOUTH, 1_000, 2),
        land(SOUTH, MIDWEST, 1_000, 2),
        land(MEXICO, MEXICO, 450, 1),
        land(MEXICO, SOUTH, 1_700, 4, corridors=(LAREDO,)),
        land(MEXICO, MIDWEST, 2_600, 5, corridors=(LAREDO,)),
        land(SOUTH, MEXICO, 1_700, 4, corridors=(LAREDO,)),
        land(MIDWEST, MEXICO, 2_600, 5, corridors=(LAREDO,)),
        land(SOUTH, "Nevada gigafactory", 3_100, 6),
        land(SOUTH, "Arizona chip campus", 1_500, 3),
        land("US Mid-South", MIDWEST, 900, 2),
        land("US Mid-South", SOUTH, 600, 2),
        land("US Mid-South", MEXICO, 1_600, 4, corridors=(LAREDO,)),
        land("Nevada gigafactory", MIDWEST, 3_200, 8, "rail"),
        land("Nevada gigafactory", SOUTH, 3_300, 9, "rail"),
        land("Nevada gigafactory", MEXICO, 2_600, 9, "rail", (LAREDO,)),
        land("Eastern Canada", MIDWEST, 1_000, 3),
        land("Eastern Canada", SOUTH, 1_800, 4),
        land("Eastern Canada", "Nevada gigafactory", 4_400, 10, "rail"),
        land("Arizona chip campus", MIDWEST, 2_900, 5),
        land("Arizona chip campus", SOUTH, 2_500, 4),
        land("Arizona chip campus", MEXICO, 1_500, 3, corridors=("Nogales crossing",)),
        land(LONG_BEACH, MIDWEST, 3_300, 9, "rail"),
        land(LONG_BEACH, SOUTH, 3_200, 9, "rail"),
        land(LONG_BEACH, MEXICO, 2_300, 9, "rail", ("Nogales crossing",)),
        land(MEMPHIS, MIDWEST, 900, 2),
        land(MEMPHIS, SOUTH, 500, 1),
        land(MEMPHIS, MEXICO, 1_600, 4, corridors=(LAREDO,)),
    ]
