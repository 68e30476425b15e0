"""Every kind of problem by its code: what it means, and what must be sound before it can be spoken of.

A workbook with a bad cell is still checked to the end. What a bad cell makes look wrong elsewhere is not reported: a
finding is kept back while a sheet it draws its conclusion from has rows, or figures, that cannot be believed.
"""

from __future__ import annotations

from dataclasses import dataclass

NETWORK = (
    "Settings", "Periods", "Regions", "Sites", "Items", "BOM", "Sources", "Lead_times", "Capex", "Demand", "Inventory",
)  # fmt: skip
"""Sheets that together say who can supply what."""


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem.

    Attributes
    ----------
    meaning
        What it is, for the list of codes.
    rows
        Sheets of which every row must be sound, since the finding is that something is missing or repeated there.
    figures
        Whether their figures must be sound too.
    spoils
        Whether the row cannot be worked with, so that the checks that follow go on without it.

    """

    meaning: str
    rows: tuple[str, ...] = ()
    figures: bool = False
    spoils: bool = False


def _joint(meaning: str, *more: str) -> Code:
    """Make a kind of problem that is concluded from the rows of the network."""
    return Code(meaning, (*NETWORK, *more))


def _reckoned(meaning: str, *more: str) -> Code:
    """Make a kind of problem that is calculated from the figures of the network."""
    return Code(meaning, (*NETWORK, *more), figures=True)


FILE = {
    "missing-file": Code("There is no such file."),
    "is-folder": Code("A folder is named instead of a workbook."),
    "not-xlsx": Code("The file is of a kind that is not read."),
    "no-access": Code("The file cannot be opened."),
    "empty-file": Code("The file has no content."),
    "not-a-workbook": Code("The content is no workbook, or part of one."),
    "protected": Code("The workbook needs a password."),
    "strict-form": Code("The workbook is saved in the strict form."),
    "too-large": Code("The workbook grows too large when it is unpacked."),
    "too-slow": Code("Reading the workbook takes too long."),
    "macros": Code("The workbook has macros; they are not run."),
    "external-links": Code("The workbook refers to others; they are not opened."),
    "dates-from-1904": Code("The workbook counts days from 1904; they are read as it shows them."),
    "open-elsewhere": Code("The workbook is open in another program."),
    "older-template": Code("The workbook was made from an older template."),
    "newer-template": Code("The workbook was made for a newer Sourcemix."),
    "document-type": Code("A part of the workbook declares a document type."),
    "unreadable": Code("The file cannot be read."),
    "wrong-form": Code("The JSON is not of the expected form."),
    "not-text": Code("A file to be imported is no text."),
    "wrong-count": Code("A file to be imported holds too few figures, or too many."),
    "wrong-figure": Code("A figure of a file to be imported is no number, or cannot be meant."),
    "choice-missing": Code("A file to be imported leaves something open that must be chosen."),
    "choice-unused": Code("Something was chosen that the file to be imported does not leave open."),
    "not-carried-over": Code("Something of an imported file has no counterpart in a plan, and is left out."),
    "group-loop": Code("A group of an imported file contains itself."),
    "settled": Code("Something of an imported file was read in a way that had to be settled."),
    "no-plan": Code("The file is no plan."),
    "no-input": Code("The plan does not name its input."),
    "missing-input": Code("The input of the plan is missing."),
    "changed-input": Code("The input of the plan has changed."),
}
SHEET = {
    "missing-sheet": Code("A required sheet is missing."),
    "unknown-sheet": Code("A sheet of this name is not known and not used."),
    "duplicate-sheet": Code("Two sheets stand for the same table."),
    "hidden-sheet": Code("A sheet is hidden; it is used."),
    "empty-sheet": Code("A required sheet has no rows."),
    "no-header": Code("No row of column headers was found."),
    "rows-above-header": Code("Rows with figures stand above the header and would be lost."),
    "missing-column": Code("A required column is missing."),
    "unknown-column": Code("A column of this name is not known and not used."),
    "duplicate-column": Code("Two columns have the same header."),
    "blank-header": Code("A column without a header has cells in it; they are not used."),
    "changed-unit": Code("The unit above a header is another than the column's."),
    "merged-cells": Code("Cells of the table are merged: only the first one holds the value."),
    "below-table": Code("Rows stand below the end of the Excel table; they are used."),
    "hidden-rows": Code("Rows are hidden or filtered out; they are used."),
    "totals-row": Code("A row of totals stands among the records."),
    "incomplete-row": Code("A row has one cell only, and is no record."),
    "unknown-setting": Code("There is no setting of this name."),
}
CELL = {
    "blank-required": Code("A required cell is blank."),
    "error-cell": Code("The cell shows an error of Excel."),
    "formula-without-value": Code("The result of a formula is not stored."),
    "not-a-number": Code("There is no number where one is needed."),
    "number-as-text": Code("A number is stored as text; it is used."),
    "unit-in-number": Code("A unit, currency or multiple stands in the cell with the number."),
    "ambiguous-number": Code("A point or comma may be that of decimals or of thousands."),
    "decimal-comma": Code("A number as text with a decimal comma."),
    "thousands-separator": Code("A number as text with marks between the thousands."),
    "not-finite": Code("The number is infinite, or none."),
    "negative": Code("The number is below zero."),
    "below-range": Code("The number is too small."),
    "above-range": Code("The number is too large; often a percentage."),
    "not-whole": Code("A whole number is needed."),
    "not-a-date": Code("There is no date where one is needed."),
    "ambiguous-date": Code("A date as text with two readings."),
    "impossible-date": Code("There is no such day, or its year is out of the question."),
    "unknown-word": Code("Only certain words may stand here."),
    "look-alike": Code("A letter of another script looks like the one that is meant."),
    "too-long": Code("The text is too long."),
    "control-character": Code("The text holds an unprintable character."),
    "formula-like": Code("A name begins as formulas do; it is kept as text."),
    "digits-lost": Code("A number used as a name is too long for Excel, which has lost its last digits."),
    "likely-percent": Code("A share far above 100 %."),
    "unit-slip": Code("A figure is a thousand times larger or smaller than the others of its column."),
    "wide-spread": Code("Figures of one column are too far apart for one model."),
    "outside-horizon": Code("The days lie outside the plan, so the row never counts."),
}
RELATION = {
    "unknown-reference": Code("A name that does not exist.", spoils=True),
    "lost-zeros": Code("A name has lost its leading zeros.", spoils=True),
    "duplicate-key": Code("The same key stands on two rows.", spoils=True),
    "similar-names": Code("Two names differ only in case, spaces or look-alike letters."),
    "periods-out-of-order": Code("Periods are not in order.", ("Periods",), figures=True, spoils=True),
    "period-length": Code("Weeks and dates of a period do not agree.", ("Periods",), figures=True),
    "bom-loop": Code("Items that are made of themselves.", ("BOM", "Items"), spoils=True),
    "zero-quantity": Code("A component of which nothing is needed."),
    "currency-without-rate": Code("A currency has no rate.", ("Exchange_rates", "Periods", "Settings")),
    "rate-of-own-currency": Code("The plan's own currency has a rate other than 1.", ("Settings",)),
    "market-makes": Code("A market cannot make items.", ("Sites",), spoils=True),
    "warehouse-yield": Code("A warehouse has no yield.", ("Sites",)),
    "ambiguous-lane": _joint("Two rows describe one lane equally well."),
    "no-source": Code("Something is needed that nobody makes.", ("Sources", "Sites")),
    "no-lane": Code(
        "Something is needed where no lane brings it.", ("Lead_times", "Sources", "Sites", "Regions", "Items")
    ),
    "unused-lane": _joint("Nothing can travel on a lane."),
    "unused-site": _joint("A site plays no part."),
    "unused-item": _joint("An item plays no part."),
    "demand-above-capacity": _reckoned("More must be delivered than can be made."),
    "demand-above-lanes": _reckoned("More must be delivered to a place than can travel there."),
    "share-above-capacity": _reckoned("A group must have a larger share than it can make."),
    "unknown-scenario": Code("There is no scenario of this name.", ("Disruptions", "Scenarios")),
    "scenario-without-effect": Code("A row of a scenario changes nothing."),
    "wrong-condition": Code("A condition of a scenario cannot be read."),
}
LIMITS = {
    "min-above-max": Code("A least value is above the largest one."),
    "shares-above-one": Code("Shares add up to more than 100 %.", ("Sourcing_rules", "Baseline", "Locks")),
    "shares-below-one": Code("Largest shares add up to less than 100 %.", ("Sourcing_rules", "Sites", "Regions")),
    "least-shares-at-odds": _joint(
        "Least shares of groups without a common source make more than 100 %.", "Sourcing_rules"
    ),
    "largest-shares-at-odds": _joint(
        "Largest shares of groups with all sources make less than 100 %.", "Sourcing_rules"
    ),
    "soft-without-penalty": Code("A soft rule has no penalty."),
    "penalty-missing": Code("A soft rule has no penalty."),
    "rule-without-limit": Code("A rule limits nothing."),
    "too-few-sources": _joint("A rule asks for more sources than there are."),
    "no-direct-lane": _joint("A share cannot be measured, since nothing comes directly."),
    "group-missing": Code("A group share does not say which group."),
    "unknown-group": _joint("There is no such group."),
    "nobody-else": _joint("A group may not supply all, and there is no other."),
    "nobody-there": _joint("A share is asked of those who cannot supply."),
    "rule-about-nothing": _joint("A rule speaks of what is not used or sold."),
    "two-periods": Code("Both a period and a first period are given."),
    "not-a-source": _joint("The site does not make the item."),
    "not-a-maker": Code("A warehouse makes nothing.", ("Sites",)),
    "unused-row": _joint("More specific rows leave nothing to this one.", "Levelling"),
    "one-period": Code("A limit between periods, and there is one period.", ("Periods",)),
    "no-capacity": _reckoned("Utilisation without a capacity.", "Levelling"),
    "too-few-sites": _joint("A rule asks for more sites than there are."),
    "above-capacity": _reckoned("A minimum is above the capacity."),
    "never-usable": _reckoned("A minimum is above all that is needed."),
    "lot-too-large": _reckoned("A lot is larger than what can travel."),
    "lock-incomplete": Code("A lock does not say what it locks."),
    "not-a-switch": Code("A decision of yes or no is locked to another value."),
    "nothing-to-lock": _reckoned("There is no such decision.", "Locks"),
    "no-baseline": Code("Today's plan is not given.", ("Baseline",)),
    "budget-below-settled": _reckoned(
        "A budget is too small for what is settled already.", "Locks", "Site_rules", "Baseline", "Exchange_rates"
    ),
    "budget-below-need": _reckoned("A budget is too small for what must be made.", "Ramps", "Modes", "Exchange_rates"),
}
SUPPLY = {
    "option-without-source": _joint("Capacity for what the site does not make."),
    "option-too-late": _reckoned("Capacity that comes after the end of the plan."),
    "option-adds-nothing": _reckoned("Capacity where it is not limited."),
    "premium-without-surge": Code("A surge premium without surge capacity."),
    "surge-without-limit": Code("Surge capacity where capacity is not limited."),
    "already-qualified": Code("Qualification of a source that is qualified."),
    "never-qualified": _reckoned("Qualification that takes longer than the plan."),
    "mixed-behaviour": Code("Price breaks of two kinds at one source.", ("Price_breaks",)),
    "breaks-out-of-order": Code("Price breaks are not in order.", ("Price_breaks",), figures=True),
    "break-never-reached": _reckoned("A price break beyond all that is made."),
    "nothing-to-learn": Code("Learning without a cost that falls.", ("Sources",), figures=True),
    "never-doubles": _reckoned("Experience never doubles in the plan."),
    "group-of-one": Code("A group of alternatives with one member.", ("BOM",)),
    "no-alternative": Code("Days on which no alternative is in force.", ("BOM",), figures=True),
    "no-wage": Code("Hours without a wage.", ("Labour", "Sites", "Regions", "Periods")),
    "term-without-limit": Code("A term of labour without the limit it belongs to."),
    "hours-not-limited": Code("Overtime or hiring where hours are not limited."),
    "trained-too-late": _reckoned("Training that takes longer than the plan."),
    "overlapping-dates": Code("Two rates for the same days.", ("Tariffs",)),
    "ambiguous-tariff": _joint("Two rows give the duty of one lane equally well.", "Tariffs"),
    "ends-before-start": Code("A row ends before it starts."),
    "phase-without-date": Code("A phase-out without a first day."),
    "phase-without-rate": Code("A phase-out without a rate."),
    "share-above-one": Code("A share above 100 %."),
    "threshold-on-capex": Code("A threshold that investment cannot have."),
    "threshold-out-of-reach": _reckoned("A threshold that cannot be reached."),
    "never-offered": Code("An incentive that is never offered in the plan.", ("Periods",), figures=True),
    "nobody-to-earn": _joint("An incentive that nobody can earn.", "Capex"),
    "negative-value-added": _reckoned("An item worth less than its components."),
    "content-of-nothing": Code("Domestic content of a stock of nothing."),
    "content-unused": _joint("Domestic content that no rule asks for.", "Content_rules", "Incentives"),
}
STOCK = {
    "late-cost-missing": Code("Demand may wait, and the cost of waiting is missing."),
    "late-cost-unused": Code("A cost of waiting where demand may not wait."),
    "stock-not-allowed": Code("Stock is stated where none may be kept."),
    "cover-above-shelf-life": _reckoned("More weeks must be kept than stock lasts."),
    "cover-above-room": _reckoned("More weeks must be kept than there is room for."),
    "no-stocking-point": _joint("A buffer where no stock is kept."),
    "service-without-stock": _joint("A service time where no stock is kept."),
    "service-time-above-max": Code("A service time above its limit."),
    "service-time-too-long": _reckoned("A service time longer than it takes to get there."),
    "not-a-stocking-point": _joint("Demand varies where no stock is kept."),
    "sd-above-mean": Code("A deviation above the mean."),
    "deviation-not-covered": _joint("A time varies, and no stock comes after it."),
    "time-off-grid": _reckoned("A time between two steps of the grid of service times."),
    "lanes-in-circles": _joint("Lanes that lead in a circle."),
}
RISK = {
    "unknown-member": _joint("A failure group has a member that does not exist.", "Failure_groups"),
    "group-without-row": Code("A failure group has no row of its own.", ("Failure_groups",)),
    "unknown-target": _joint("A disruption hits what does not exist.", "Failure_groups"),
    "duration-missing": _joint("It is not said how long a disruption lasts.", "Failure_groups"),
    "change-missing": Code("A disruption does not say by how much something changes."),
    "change-unused": Code("A change that means nothing for what is hit."),
    "nothing-lost": Code("A disruption loses nothing."),
    "scenario-contradicts": Code("Rows of one scenario contradict each other.", ("Disruptions",), figures=True),
    "hits-nothing": _joint("A disruption hits nothing of the plan.", "Disruptions", "Failure_groups"),
    "duration-unused": Code("A duration that means nothing here."),
    "nothing-to-serve": _joint("A rule about what nobody wants."),
    "nothing-to-lose": _joint("A rule about a loss that cannot happen.", "Failure_groups"),
    "time-to-recover-missing": _joint("A time to recover is missing.", "Failure_groups"),
    "outage-beyond-stock": _reckoned(
        "An outage lasts longer than any stock that may be kept.",
        "Disruptions",
        "Failure_groups",
        "Ramps",
        "Resilience_rules",
    ),
    "too-likely": Code("Disruptions happen too often.", ("Disruptions", "Failure_groups", "Periods"), figures=True),
}
CODES: dict[str, Code] = {**FILE, **SHEET, **CELL, **RELATION, **LIMITS, **SUPPLY, **STOCK, **RISK}
"""Every code an issue may have."""
