"""Words that cells and addresses use."""

EXISTING, POTENTIAL = "existing", "potential"
SUPPLIER, PLANT, WAREHOUSE, MARKET = "supplier", "plant", "warehouse", "market"
CRITICALITIES = ("Critical", "High", "Medium", "Low")
LICENCE, FOREIGN = "licence", "foreign"
ALL, EACH = "ALL", "EACH"
