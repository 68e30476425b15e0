"""The plan as a whole: settings, periods, rates of exchange, what-ifs."""

from __future__ import annotations

from models.schema import Dates, Names, Numbers, Sheet, Texts, date, names, number, reference, text
from models.sheets.words import ALL


class Settings(Sheet, name="Settings", purpose="One value for the whole plan in each row.", scalar=True):
    """Plan-wide settings."""

    plan_name: str = text("Title of the plan, printed on its summary.", default="Sourcing plan")
    currency: str = text("Currency of every amount of money in this workbook.", default="USD")
    discount_rate: float = number(
        "Yearly rate at which later money is worth less today.", unit="fraction/year", default=0.0, upper=1.0
    )
    holding_rate: float = number(
        "Yearly cost of holding stock (capital, insurance, obsolescence), as a share of its value.",
        unit="fraction/year",
        default=0.0,
        upper=2.0,
    )
    service_level: float = number(
        "Share of replenishment cycles without a stock-out that safety stock is sized for.",
        unit="fraction",
        default=0.95,
        lower=0.5,
        upper=0.9999999,
    )
    pooling_exponent: float = number(
        "How deviations of several customers add up: (sum of sd ^ p) ^ (1 / p). 2: independent; 1: all move together.",
        default=2.0,
        lower=1.0,
        upper=10.0,
    )
    service_time_step: float = number(
        "Grid on which the plan chooses the service times of stocking points.", unit="days", default=1.0, lower=0.01
    )
    closing_stock_value: float = number(
        "Worth of stock left at the end of a plan with buffers, as a share of what its materials cost at least.",
        unit="fraction",
        default=1.0,
        upper=1.0,
    )
    reaction_time: float = number(
        "From the start of a disruption until other sources and lanes take over volume; expedite-only lanes need none.",
        unit="weeks",
        default=1.0,
    )
    disruption_bucket: float = number(
        "Length of the steps in which the answer to a disruption is planned; blank: a step wherever something changes; "
        "1: week by week.",
        unit="weeks",
        lower=0.1,
    )
    safety_stock_usable: float = number(
        "Share of the safety stock that a disruption may draw on.", unit="fraction", default=0.0, upper=1.0
    )
    cvar_weight: float = number(
        "Weight in the objective of the conditional value at risk of each period's disruption losses.",
        default=0.0,
        upper=1000.0,
    )
    cvar_alpha: float = number(
        "Tail that the value at risk looks at: 0.95 is the mean of the worst 5 %.",
        unit="fraction",
        default=0.95,
        upper=0.9999,
    )
    objective: str = text(
        "What is made least: cost; or cost first and then, within objective_tolerance of it, carbon or time under way.",
        choices=("cost", "cost_then_carbon", "cost_then_lead_time"),
        default="cost",
    )
    objective_tolerance: float = number(
        "How much dearer than the least cost the plan may be for the sake of the second objective.",
        unit="fraction",
        default=0.01,
        upper=1.0,
    )
    time_limit: float = number(
        "Longest time the solver may take; the best plan so far is kept.", unit="s", default=600.0, lower=0.1
    )
    mip_gap: float = number(
        "The solver may stop when the plan is proven to cost at most this share more than the best possible.",
        unit="fraction",
        default=1e-4,
        upper=1.0,
    )
    threads: float = number("Processor threads for one solve.", default=1.0, lower=1.0, upper=256.0, whole=True)
    seed: float = number("Random seed of the solver.", default=0.0, upper=2**31 - 1, whole=True)


class Periods(Sheet, name="Periods", purpose="The horizon, in order.", key=("period",), required=True):
    """Planning periods, earliest first, without gaps."""

    period: Texts = text("Name of the period, e.g. 2027H1.", required=True)
    start: Dates = date("First day of the period.", required=True)
    weeks: Numbers = number("Length of the period.", unit="weeks", required=True, lower=0.1, upper=1040.0)


class ExchangeRates(
    Sheet,
    name="Exchange_rates",
    purpose="What one unit of a foreign currency costs in the plan's currency.",
    key=("currency", "period"),
):
    """Rates by currency and period."""

    currency: Texts = text("Currency, as on Regions.", required=True)
    period: Texts = reference(
        "Periods",
        "Period, or ALL for each period without a row of its own.",
        required=False,
        words=(ALL,),
        default=ALL,
    )
    rate: Numbers = number(
        "Plan currency for one unit of this currency.", unit="plan currency", required=True, lower=1e-9
    )


class Scenarios(Sheet, name="Scenarios", purpose="What-ifs: changes to cells of this workbook.", key=()):
    """Changes to input cells, applied by ``--scenario NAME`` before the workbook is checked."""

    scenario: Texts = text("Name of the scenario; several rows may share it.", required=True)
    sheet_: Texts = text("Sheet that is changed, e.g. Demand.", required=True)
    column: Texts = text("Column that is changed; for Settings the name of the setting.", required=True)
    where: Names = names("Rows that are changed, e.g. item = Battery pack; site = Reno; blank: all rows.")
    action: Texts = text(
        "set: the value itself; multiply and add: reckon with the number that stands there.",
        required=True,
        choices=("set", "multiply", "add"),
    )
    value: Texts = text("Value to set, multiply with or add.", required=True)
