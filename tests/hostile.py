"""Workbooks of a few kilobytes that were made to do harm: each asks for far more time or memory than it has bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handmade import MAIN, OFFICE, STYLES, handmade

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MANY = 25_000
"""Times something is repeated: some megabytes that are packed into a few kilobytes."""
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>item</t></is></c><c r="B1" t="inlineStr"><is><t>value</t></is></c></row>'
)
RELATION = f'<Relationship Id="rId{{0}}" Type="{OFFICE}/{{1}}" Target="{{2}}"/>'
NO_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _sheet(data: str, **more: str) -> Callable[[Path], Path]:
    return lambda path: handmade(path, data, **more)


def _part(name: str, content: str) -> Callable[[Path], Path]:
    return lambda path: handmade(path, ONE, extra={name: content.encode()})


def _relations(*relations: str) -> str:
    return f'<Relationships xmlns="{NO_SPACE}">{"".join(relations)}</Relationships>'


def _book(inside: str) -> str:
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{inside}</workbook>'


def _styles(inside: str) -> Callable[[Path], Path]:
    return _part("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{inside}</styleSheet>')


def _nested(name: str, root: str) -> Callable[[Path], Path]:
    return _part(name, f'<{root} xmlns="{MAIN}">' + "<a>" * MANY + "</a>" * MANY + f"</{root}>")


def _cell(text: str) -> str:
    return f'<c r="B{{r}}"{text}</c>'


def _column(cell: str, count: int = MANY) -> str:
    return HEAD + "".join(
        f'<row r="{k}"><c r="A{k}"><v>{k}</v></c>{cell.replace("{r}", str(k))}</row>' for k in range(2, count)
    )


def _titles(count: int, text: str) -> str:
    """A row with a title in so many columns."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = [a + b + c for a in ("", *letters) for b in (("", *letters) if not a else letters) for c in letters][:count]
    return "".join(f'<c r="{name}1" t="inlineStr"><is><t>{text}</t></is></c>' for name in names)


LISTED = "".join(f'<sheet name="s{k}" sheetId="{k}" r:id="rId1"/>' for k in range(1, MANY))
ITEMS = "".join(
    f'<sheet name="{"".join(letter + " " * (k >> p & 1) for p, letter in enumerate("Items"))}" sheetId="{k + 1}" r:id="rId1"/>'
    for k in range(32)
)
HOSTILE: dict[str, Callable[[Path], Path]] = {
    "nested in the sheet": _sheet("<a>" * MANY + "</a>" * MANY),
    "nested in the styles": _nested("xl/styles.xml", "styleSheet"),
    "nested in the list of sheets": _nested("xl/workbook.xml", "workbook"),
    "nested in the shared texts": _nested("xl/sharedStrings.xml", "sst"),
    "nested in the properties": _nested("docProps/core.xml", "properties"),
    "texts counted wrongly": _part("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}" count="4000000000" uniqueCount="4000000000"/>'),
    "attributes without end": _sheet("<row " + " ".join(f'a{k}="1"' for k in range(MANY)) + "/>"),
    "namespaces without end": _part("xl/workbook.xml", "<workbook " + " ".join(f'xmlns:a{k}="{MAIN}"' for k in range(MANY)) + "/>"),
    "namespace again and again": _part("xl/worksheets/sheet1.xml", "<worksheet " + f'xmlns="{MAIN}" ' * MANY + "></worksheet>"),
    "rows and columns beyond all": _sheet('<row r="99999999999"><c r="ZZZZZZ99999999999"><v>1</v></c></row>'),
    "row beyond the last": _sheet('<row r="9999999"><c r="A9999999"><v>1</v></c></row>'),
    "last cell": _sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "merged cells": _sheet(ONE, tail="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * MANY + "</mergeCells>"),
    "merged cells, oddly written": _sheet(ONE, tail="<mergeCells>" + "<mergeCell ref='A1:XFD1048576'/>" * 50 + "</mergeCells>"),
    "cells without an end": _sheet('<row r="1">' + '<c r="A1">' * MANY + "</row>"),
    "texts without an end": _part("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">' + "<si>" * MANY + "</sst>"),
    "rows without an end": _sheet('<row r="1">' * MANY),
    "a tag without an end": _sheet("<" * MANY),
    "number of many digits": _sheet(_column("").replace("<v>2</v>", f"<v>{'9' * MANY}</v>")),
    "numbers of many digits": _sheet(_column(f'<c r="B{{r}}"><v>{"9" * 4000}</v></c>', 1000)),
    "number beyond all": _sheet('<row r="1"><c r="A1"><v>1E999999999</v></c></row>'),
    "brackets instead of a number": _sheet(f'<row r="1"><c r="A1"><v>{"[" * MANY}</v></c></row>'),
    "sheets without end": _part("xl/workbook.xml", _book(f"<sheets>{LISTED}</sheets>")),
    "one part under many titles": lambda path: handmade(path, _column("", 2000), extra={"xl/workbook.xml": _book(f"<sheets>{ITEMS}</sheets>").encode()}),
    "a title without end": _sheet(ONE, title="Items" * MANY),
    "names without end": _part("xl/workbook.xml", _book('<sheets><sheet name="Items" sheetId="1" r:id="rId1"/></sheets><definedNames>' + "<definedName name='a'>A1</definedName>" * MANY + "</definedNames>")),
    "styles without end": _part("xl/styles.xml", STYLES.replace('<xf numFmtId="0"/>', '<xf numFmtId="164"/>' * MANY)),
    "a format without end": _styles(f'<numFmts><numFmt numFmtId="164" formatCode="{"[" * MANY}"/></numFmts><cellXfs>' + '<xf numFmtId="164"/>' * 1000 + "</cellXfs>"),
    "relations in a circle": _part("xl/_rels/workbook.xml.rels", _relations(RELATION.format(1, "worksheet", "workbook.xml"), RELATION.format(2, "styles", "_rels/workbook.xml.rels"))),
    "relations without end": _part("xl/_rels/workbook.xml.rels", _relations(*(RELATION.format(1, "worksheet", "worksheets/sheet1.xml") for _ in range(MANY)))),
    "relations out of the archive": _part("xl/_rels/workbook.xml.rels", _relations(RELATION.format(1, "worksheet", "../../../../../etc/passwd"), RELATION.format(2, "sharedStrings", "file:///etc/passwd"))),
    "blank cells with a format": _sheet("".join(f'<row r="{k}"><c r="A{k}" s="1"/></row>' for k in range(1, MANY))),
    "a long text again and again": _sheet(_column('<c r="B{r}" t="s"><v>0</v></c>'), strings=f"<si><t>{'x' * 1_000_000}</t></si>"),
    "an invisible text again and again": _sheet(_column('<c r="B{r}" t="s"><v>0</v></c>'), strings=f"<si><t>{'&#x200b;' * 32_000}</t></si>"),
    "titles without end": _sheet(f'<row r="1">{_titles(16_000, "item")}</row>' + _column("", 20_000).removeprefix(HEAD)),
    "unknown titles without end": _sheet(f'<row r="1">{_titles(16_000, "itm")}{HEAD[13:]}' + _column("", 20_000).removeprefix(HEAD)),
    "long unknown titles": _sheet(f'<row r="1">{_titles(300, "value" * 6000)}<c r="XFD1" t="inlineStr"><is><t>item</t></is></c></row>'),
    "a formula shared by all": _sheet(_column('<c r="B{r}"><f t="shared" si="0"/><v>1</v></c>')),
    "validations without end": _sheet(ONE, tail="<!-- odd --><dataValidations>" + '<dataValidation sqref="A1:XFD1048576"/>' * MANY + "</dataValidations>"),
}  # fmt: skip
"""What is wrong with each workbook, and how to make it."""
