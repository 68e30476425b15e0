"""Workbooks made by hand, part by part, for forms that no library writes."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="0.0 &quot;days&quot;"/></numFmts>'
    "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
    '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="46"/>'
    '<xf numFmtId="165"/></cellXfs></styleSheet>'
)
"""Styles 0 number, 1 and 2 date, 3 duration, 4 number."""


def rows(*cells: str) -> str:
    """Sheet data with one cell a row, each written with ``{r}`` for its address in column A."""
    return "".join(f'<row r="{k}">{cell.replace("{r}", f"A{k}")}</row>' for k, cell in enumerate(cells, 1))


def handmade(
    path: Path,
    data: str,
    *,
    strings: str = "",
    tail: str = "",
    head: str = "",
    title: str = "Items",
    book: str = "",
    namespace: str = MAIN,
    extra: dict[str, bytes] | None = None,
) -> Path:
    """Write a workbook of one sheet around its sheet data; `extra` parts replace those of the same name."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/></Types>',
        "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{OFFICE}">{book}<sheets>'
        f'<sheet name="{title}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            "worksheet", "worksheets/sheet1.xml", "sharedStrings", "sharedStrings.xml", "styles", "styles.xml"
        ),
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{namespace}" '
        f'xmlns:r="{OFFICE}">{head}<sheetData>{data}</sheetData>{tail}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}">{strings}</sst>',
        "xl/styles.xml": STYLES,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**{n: xml.encode() for n, xml in parts.items()}, **(extra or {})}.items():
            archive.writestr(name, content)
    return path


def _relations(*pairs: str) -> str:
    listed = "".join(
        f'<Relationship Id="rId{k // 2 + 1}" Type="{OFFICE}/{pairs[k]}" Target="{pairs[k + 1]}"/>'
        for k in range(0, len(pairs), 2)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'
    )
