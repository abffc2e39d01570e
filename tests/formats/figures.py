"""Works out the figures that Dateline's answers about real data are held to, without any of its code.

    pip install pyarrow && python figures.py FOLDER > figures.json

Text files are read by the csv and zipfile modules of Python, cells are added up as exact decimals; Parquet by Arrow's own reader. For
each column: how many cells are not blank and, where all of these are numbers (commas between thousands left out), their sum.
"""

import csv
import decimal
import io
import json
import re
import sys
import zipfile
from pathlib import Path

NUMBER = re.compile(r"-?(0|[1-9]\d*|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?")


def text_rows(content):
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    header = next(rows)
    rows = [row for row in rows if row]
    is_tag = [cell.strip().startswith("#") for cell in rows[0] if cell.strip()]
    if is_tag and all(is_tag):
        rows = rows[1:]
    assert all(len(row) == len(header) for row in rows)
    return header, rows


def columnar_rows(path):
    from pyarrow import parquet

    table = parquet.read_table(path)
    columns = [["" if cell is None else str(cell) for cell in column.to_pylist()] for column in table.columns]
    return table.column_names, list(zip(*columns))


def rows_of(path):
    if path.suffix == ".parquet":
        return columnar_rows(path)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            [member] = [name for name in archive.namelist() if not name.startswith("__MACOSX/")]
            return text_rows(archive.read(member))
    return text_rows(path.read_bytes())


def figures(path):
    header, rows = rows_of(path)
    columns = {}
    for at, name in enumerate(header):
        cells = [row[at].strip() for row in rows if row[at].strip()]
        columns[name] = {"known": len(cells)}
        if cells and all(NUMBER.fullmatch(cell) for cell in cells):
            columns[name]["sum"] = str(sum(decimal.Decimal(cell.replace(",", "")) for cell in cells))
    return {"rows": len(rows), "columns": columns}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "README.md")
    print(json.dumps({path.relative_to(folder).as_posix(): figures(path) for path in files}, indent=1))
