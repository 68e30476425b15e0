"""Shares of several rules that cannot all be kept: told before any plan is looked for."""

from __future__ import annotations

from tiny import book, issues, table

THREE = table(
    "site region role",
    ("cn", "CN", "supplier"),
    ("mx", "MX", "supplier"),
    ("eu", "EU", "supplier"),
    ("us", "US", "market"),
)
AT_HOME_OR_NOT = table("region country", ("CN", "China"), ("MX", "Mexico"), ("EU", "Germany"), ("US", "United States"))


def three(*rules: tuple[object, ...], columns: str = "min_group_share") -> dict[str, str]:
    found = issues(
        book(
            Regions=AT_HOME_OR_NOT,
            Sites=THREE,
            Sources=table("site item material_cost", ("cn", "x", 10), ("mx", "x", 12), ("eu", "x", 13)),
            Lead_times=table("origin destination mode lead_time freight_cost", ("ALL", "ALL", "sea", 0, 0)),
            Sourcing_rules=table(f"rule item group_by group {columns} hard from_period", *rules),
        )
    )
    return {code: f"{issue.severity.word} {issue.cell} {issue.found} {issue.remedy}" for code, issue in found.items()}


def test_least_shares_of_several_rules_above_all_are_found() -> None:
    found = three(("a", "x", "region", "CN", 0.6, None, None), ("b", "x", "country", "Mexico", 0.5, None, None))
    assert found["least-shares-at-odds"] == (
        "warning Sourcing_rules[1].min_group_share Least shares of x make 110% together: region CN 60% "
        "(Sourcing_rules[1].min_group_share), country Mexico 50% (Sourcing_rules[2].min_group_share). Lower them by 10% in all."
    )


def test_largest_shares_of_several_rules_below_all_are_found() -> None:
    rules = [("a", "x", "region", "CN", 0.3, None, None), ("b", "x", "region", "MX", 0.3, None, None)]
    found = three(*rules, ("c", "x", "country", "Germany", 0.3, None, None), columns="max_group_share")
    assert found["largest-shares-at-odds"] == (
        "warning Sourcing_rules[1].max_group_share Every source of x is held to a largest share, 90% together: region CN 30% "
        "(Sourcing_rules[1].max_group_share), region MX 30% (Sourcing_rules[2].max_group_share), country Germany 30% "
        "(Sourcing_rules[3].max_group_share). Raise them by 10% in all, or add a source that none of them holds."
    )
    assert "largest-shares-at-odds" not in three(*rules, columns="max_group_share")


def test_shares_that_can_be_kept_together_are_not_at_odds() -> None:
    assert "least-shares-at-odds" not in three(
        ("a", "x", "region", "CN", 0.6, None, None), ("b", "x", "country", "China", 0.5, None, None)
    )
    assert "least-shares-at-odds" not in three(
        ("a", "x", "region", "CN", 0.6, None, None), ("b", "x", "region", "MX", 0.4, None, None)
    )
