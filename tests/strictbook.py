"""A strict look at a written workbook, as Excel opens it: what it would repair or refuse is a failure here.

Nothing of what wrote the workbook is used: parts are taken apart as XML, and openpyxl opens the whole at the end.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")
SHEET_AREA = re.compile(r"(?:'((?:[^']|'')+)'|([A-Za-z_][A-Za-z0-9_.]*))!(.+)")
LAST_ROW, LAST_COLUMN, LONGEST_TEXT, LONGEST_LIST = 1_048_576, 16_384, 32_767, 255
SIGNS = ("=", "+", "-", "@", "\t", "\n", "\r")
TOTALS = re.compile(r"SUBTOTAL\(109,tbl_\w+\[\w+\]\)")


@dataclass(frozen=True)
class Area:
    """Cells from one corner to the other, counted from 1."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, words: str) -> Area:
        match = AREA.fullmatch(words)
        assert match, f"no area: {words}"
        left, top = number_of(match[1]), int(match[2])
        right, bottom = (number_of(match[3]), int(match[4])) if match[3] else (left, top)
        assert left <= right <= LAST_COLUMN, words
        assert top <= bottom <= LAST_ROW, words
        return cls(left, top, right, bottom)

    def meets(self, other: Area) -> bool:
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom


def number_of(letters: str) -> int:
    found = 0
    for letter in letters:
        found = 26 * found + ord(letter) - 64
    return found


class StrictBook:
    """One workbook under examination."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            assert len(names) == len({name.lower() for name in names}), "two parts of one name"
            self.parts = {name: archive.read(name) for name in names}
        self.trees = {
            name: ET.fromstring(part)  # noqa: S314 - written by ourselves
            for name, part in self.parts.items()
            if name.endswith((".xml", ".rels", ".vml"))
        }
        self.sheets = self._sheets()
        self.strings = self._strings()

    def targets(self, part: str) -> dict[str, str]:
        """Parts that a part relates to, by the id of the relation."""
        folder, name = posixpath.split(part)
        rels = self.trees.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, str] = {}
        for rel in rels.iter(f"{PACKAGE}Relationship") if rels is not None else ():
            assert rel.attrib["Id"] not in found, "two relations of one id"
            if rel.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(folder, rel.attrib["Target"])).lstrip("/")
                assert target in self.parts, f"{part} relates to {target}, which is not there"
                found[rel.attrib["Id"]] = target
        return found

    def _sheets(self) -> dict[str, str]:
        """Part of each worksheet by its title."""
        targets, titles = self.targets("xl/workbook.xml"), dict[str, str]()
        for sheet in self.trees["xl/workbook.xml"].iter(f"{MAIN}sheet"):
            titles[sheet.attrib["name"]] = targets[sheet.attrib[f"{OFFICE}id"]]
        return titles

    def _strings(self) -> list[str]:
        table = self.trees.get("xl/sharedStrings.xml")
        entries = table.findall(f"{MAIN}si") if table is not None else []
        return ["".join(text.text or "" for text in entry.iter(f"{MAIN}t")) for entry in entries]

    def check(self) -> None:
        self._check_types()
        self._check_titles()
        self._check_names()
        for name in self.parts:
            if not name.endswith(".rels"):
                self.targets(name)
        for title, part in self.sheets.items():
            self._check_cells(title, self.trees[part])
            self._check_relations(part)
            self._check_lists(self.trees[part])
        self._check_tables()
        self._check_charts()

    def _check_types(self) -> None:
        types = self.trees["[Content_Types].xml"]
        endings = {entry.attrib["Extension"].lower() for entry in types.iter(f"{TYPES}Default")}
        named = [entry.attrib["PartName"].lstrip("/") for entry in types.iter(f"{TYPES}Override")]
        assert len(named) == len(set(named))
        assert set(named) <= set(self.parts), "a type for a part that is not there"
        for name in self.parts:
            assert name in named or name.rsplit(".", 1)[-1].lower() in endings or name == "[Content_Types].xml", name

    def _check_titles(self) -> None:
        assert len({title.lower() for title in self.sheets}) == len(self.sheets) > 0
        for title in self.sheets:
            assert 0 < len(title) <= 31, title
            assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", title), title
            assert title[0] != "'" != title[-1], title

    def _check_names(self) -> None:
        for name in self.trees["xl/workbook.xml"].iter(f"{MAIN}definedName"):
            for words in (name.text or "").split(","):
                if not re.fullmatch(r".*!\$[0-9]+:\$[0-9]+|.*!\$[A-Z]+:\$[A-Z]+", words):
                    self._check_area(words)

    def _check_area(self, words: str) -> tuple[str, Area]:
        match = SHEET_AREA.fullmatch(words)
        assert match, f"no area of a sheet: {words}"
        title = (match[1] or match[2]).replace("''", "'")
        assert title in self.sheets, f"{words}: there is no such sheet"
        return title, Area.of(match[3])

    def _check_cells(self, title: str, sheet: ET.Element) -> None:
        formats = self.trees["xl/styles.xml"].find(f"{MAIN}cellXfs")
        assert formats is not None
        looks, above = list(formats), 0
        for row in sheet.iter(f"{MAIN}row"):
            assert above < int(row.attrib["r"]) <= LAST_ROW, f"{title}: rows out of order"
            above, before = int(row.attrib["r"]), 0
            for cell in row.findall(f"{MAIN}c"):
                match = CELL.fullmatch(cell.attrib["r"])
                assert match
                assert int(match[2]) == above, f"{title}!{cell.attrib['r']}: not in its row"
                assert before < number_of(match[1]) <= LAST_COLUMN, f"{title}!{cell.attrib['r']}: out of order"
                before = number_of(match[1])
                assert int(cell.get("s", "0")) < len(looks)
                self._check_cell(f"{title}!{cell.attrib['r']}", cell, looks[int(cell.get("s", "0"))])
        merged = [Area.of(entry.attrib["ref"]) for entry in sheet.iter(f"{MAIN}mergeCell")]
        assert not any(one.meets(other) for k, one in enumerate(merged) for other in merged[:k])

    def _check_cell(self, where: str, cell: ET.Element, look: ET.Element) -> None:
        formula, value = cell.find(f"{MAIN}f"), cell.findtext(f"{MAIN}v")
        kind = cell.get("t", "n")
        assert kind in {"n", "s", "b"}, f"{where}: type {kind}"  # no error, no text that a formula gave
        if formula is not None:
            assert TOTALS.fullmatch(formula.text or ""), f"{where}: the formula {formula.text}"
            assert value is not None, f"{where}: a formula without its value"
        if value is None:
            return
        if kind == "s":
            text = self.strings[int(value)]
            assert 0 < len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT, f"{where}: a text of {len(text)}"
            if text.startswith(SIGNS):
                assert look.get("quotePrefix") == "1", f"{where}: {text[:40]!r} is not marked as text"
        else:
            assert abs(float(value)) < 1e308, f"{where}: {value}"

    def _check_relations(self, part: str) -> None:
        targets = self.targets(part)
        for element in self.trees[part].iter():
            wanted = element.get(f"{OFFICE}id")
            assert wanted is None or wanted in targets, f"{part}: {element.tag} names {wanted}"

    def _check_lists(self, sheet: ET.Element) -> None:
        for rule in sheet.iter(f"{MAIN}dataValidation"):
            words = rule.findtext(f"{MAIN}formula1") or ""
            if words.startswith('"'):
                assert len(words) <= LONGEST_LIST + 2, words
            elif "!" in words:
                self._check_area(words.lstrip("="))
            for area in rule.attrib["sqref"].split():
                Area.of(area)
            assert len(rule.get("errorTitle", "")) <= 32
            assert len(rule.get("error", "")) <= LONGEST_LIST

    def tables(self) -> Iterator[tuple[str, ET.Element]]:
        """Native tables, each with the title of its sheet."""
        for title, part in self.sheets.items():
            for target in self.targets(part).values():
                if "/tables/" in target:
                    yield title, self.trees[target]

    def _check_tables(self) -> None:
        found = list(self.tables())
        for attribute in ("id", "name", "displayName"):
            values = [table.attrib[attribute].lower() for _, table in found]
            assert len(values) == len(set(values)), f"two tables of one {attribute}"
        areas: dict[str, list[Area]] = {}
        for title, table in found:
            name, area = table.attrib["displayName"], Area.of(table.attrib["ref"])
            assert re.fullmatch(r"[A-Za-z_\\][A-Za-z0-9_.]{0,254}", name), name
            assert not re.fullmatch(r"[A-Za-z]{1,3}[0-9]+|[RrCc]", name), f"{name} is a cell"
            assert not any(area.meets(other) for other in areas.get(title, [])), f"{name} overlaps another table"
            areas.setdefault(title, []).append(area)
            heads = [column.attrib["name"] for column in table.iter(f"{MAIN}tableColumn")]
            assert len({head.lower() for head in heads}) == len(heads) == area.right - area.left + 1, name
            assert heads == self.texts(title, area), f"{name}: headers differ from the cells"
            assert area.bottom > area.top, f"{name} has no rows"

    def texts(self, title: str, area: Area) -> list[str]:
        """Texts of the first row of an area."""
        cells = {cell.attrib["r"]: cell for cell in self.trees[self.sheets[title]].iter(f"{MAIN}c")}
        found = []
        for column in range(area.left, area.right + 1):
            cell = cells[f"{openpyxl.utils.get_column_letter(column)}{area.top}"]
            assert cell.get("t") == "s"
            found.append(self.strings[int(cell.findtext(f"{MAIN}v") or "-1")])
        return found

    def _check_charts(self) -> None:
        for name, tree in self.trees.items():
            if "/charts/" in name and not name.endswith(".rels"):
                for formula in tree.iter(f"{CHART}f"):
                    self._check_area(formula.text or "")


def check_strictly(path: Path) -> None:
    """Assert that a workbook is one that no program has to repair."""
    StrictBook(path).check()
    for data_only in (False, True):
        openpyxl.load_workbook(path, data_only=data_only).close()
