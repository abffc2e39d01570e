"""Writes the synthetic files of tests/formats/data: the same few invented reports in every format, and one fault in each of the others.

    pip install openpyxl xlwt odfpy pyarrow msoffcrypto-tool && python make.py

Nothing in them is real. Where a fault is one of bytes, the bytes are written out here.
"""

import datetime
import gzip
import io
import json
import struct
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import odf.opendocument
import odf.style
import odf.table
import odf.text
import openpyxl
import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet
import xlwt

DATA = Path(__file__).parent / "data"
HEADER = ["date", "crossing", "persons", "rate"]
DAY = datetime.date
ROWS = [
    [DAY(2025, 4, 1), "Torkham", 1200, 0.5],
    [DAY(2025, 4, 2), "Spin Boldak", 85, 1.25],
    [DAY(2025, 4, 3), "Torkham", None, 2.0],
]


def text(cell):
    return "" if cell is None else str(cell)


def delimited(sign, rows=ROWS, header=HEADER, end="\n"):
    return "".join(sign.join(text(cell) for cell in row) + end for row in [header, *rows])


def put(name, content):
    path = DATA / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def delimited_files():
    put("comma.csv", delimited(","))
    put("semicolon.csv", delimited(";", end="\r\n"))
    put("tab.tsv", delimited("\t"))
    put("tab.txt", delimited("\t"))
    put("pipe.csv", delimited("|"))
    put("return.csv", delimited(",", end="\r"))
    put("quotes.csv", 'date,"crossing, as printed",persons\n2025-04-01,"Torkham, north","1,200"\n2025-04-02,"the ""old"" gate",85\n')
    put("breaks.csv", 'date,remark,persons\n2025-04-01,"open\r\nuntil noon",12\n2025-04-02,"closed\n\nall day",n.r.\n2025-04-03,,7\n')
    accents = [[DAY(2025, 4, 1), "Café Türkiye", 12], [DAY(2025, 4, 2), "Mårten’s gate – north", 7]]
    named = delimited(",", accents, ["date", "place", "persons"])
    put("bom.csv", "\ufeff" + named)
    put("utf16le.csv", b"\xff\xfe" + named.encode("utf-16-le"))
    put("utf16be.csv", b"\xfe\xff" + named.encode("utf-16-be"))
    put("utf16_without_mark.csv", named.encode("utf-16-le"))
    put("windows1252.csv", named.encode("windows-1252"))
    put("short_and_blank.csv", "date,crossing,persons\n2025-04-01,Torkham,12\n\n2025-04-02,Chaman\n")
    put("long.csv", "date,crossing,persons\n2025-04-01,Torkham, north,12\n")
    put("unclosed.csv", 'date,crossing\n2025-04-01,"Torkham\n2025-04-02,Chaman\n')
    put("header_only.csv", "date,crossing,persons\n")
    put("empty.csv", "")
    put("headers.csv", "date,persons,persons,,Persons \n2025-04-01,1,2,3,4\n")


TITLED = (
    'Returns through two crossings,,\r\n"Invented figures, April 2025",,\r\n,,\r\ndate,crossing,persons\r\n'
    '2025-04-01,Torkham,120\r\n2025-04-02,"Spin Boldak,\r\nold gate",80\r\n'
    'TOTAL:,,200\r\n,,\r\n"Source: an invented office, by telephone",,\r\n* figures are provisional\r\n'
)


def what_stands_around():
    """Titles, totals and footnotes around tables of text, and rows that look like them."""
    put("titled.csv", TITLED)
    put("titled.csv.gz", gzip.compress(TITLED.encode(), mtime=0))
    put("titled_utf16.csv", b"\xff\xfe" + TITLED.encode("utf-16-le"))
    put("titled_semicolon.csv", "Returns, April 2025\n\ndate;crossing;rate\n01.04.2025;Torkham;0,5\n14.04.2025;Chaman;1,25\n\nNote: invented; by hand; in haste; twice\n")
    put("untitled.csv", "name,,\nTorkham,north,open\nChaman,south,open\n")
    put("months_and_total.csv", "month,persons\nApril 2025,120\nMay 2025,80\nGrand total,200\n")
    put("totals_among_rows.csv", "sex,age,persons\nmen,0-17,3\nwomen,0-17,4\nTotal,0-17,7\nmen,18+,2\nwomen,18+,1\nTotal,18+,3\n")
    put("total_without_a_word.csv", "date,crossing,persons\n2025-04-01,Torkham,120\n2025-04-02,Chaman,80\n,,200\n")
    put("total_that_adds_up_wrong.csv", "crossing,persons\nTorkham,120\nChaman,80\nTotal of both,201\n")
    put("rows_like_footnotes.csv", "crossing,persons,families\nTorkham,3,1\nSource river,4,1\nChaman,,\n")
    put("days_counted.csv", "Date,crossing,persons\n45748,Torkham,120\n45749,Chaman,80\n")
    for month, rows in [("04", "2025-04-01,Torkham,120\n2025-04-02,Chaman,80\nTotal,,200\n"), ("05", "2025-05-01,Torkham,95\nTotal,,95\n")]:
        put(f"monthly/2025-{month}.csv", f"Invented figures\n\ndate,crossing,persons\n{rows}")


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, (2025, 4, 1, 0, 0, 0)), content)
    return out.getvalue()


def archives():
    plain = delimited(",")
    packed = gzip.compress(plain.encode(), mtime=0)
    put("packed.csv.gz", packed)
    put("broken.csv.gz", packed[: len(packed) // 2])
    put("one.zip", zipped([("reports/april.csv", plain), ("__MACOSX/._april.csv", "x"), (".DS_Store", "x")]))
    several = zipped([("april.csv", plain), ("may.csv", plain.replace("2025-04", "2025-05")), ("notes.txt", "x\n1\n")])
    put("several.zip", several)
    put("nothing.zip", zipped([]))
    put("broken.zip", several[: len(several) // 2])
    # The bit that says that a member is encrypted, in both of its headers; its bytes are then no stream of deflate.
    locked = bytearray(zipped([("april.csv", plain)]))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    put("protected.zip", bytes(locked))
    put("photo.zip", zipped([("photo.jpg", "x")]))


def save(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbooks():
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "Cover"
    cover["A1"] = "Invented reports"
    sheet = book.create_sheet("April")
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    may = book.create_sheet("May")
    for row in [HEADER, [DAY(2025, 5, 1), "Chaman", 40, 1.5]]:
        may.append(row)
    lists = book.create_sheet("Lists")
    lists.append(["Torkham"])
    lists.sheet_state = "hidden"
    secret = book.create_sheet("Old")
    secret.sheet_state = "veryHidden"
    put("book.xlsx", save(book))
    put("book.zip", zipped([("book.xlsx", save(book))]))
    whole = save(book)
    put("broken.xlsx", whole[: len(whole) // 2])
    put("no_workbook.xlsx", "date,persons\n2025-04-01,1\n")
    locked = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(whole)).encrypt("invented", locked)
    put("protected.xlsx", locked.getvalue())
    put("empty.xlsx", save(openpyxl.Workbook()))

    # As an office lays it out: titles, a header of two rows with merged cells, days as numbers of days, figures as text, a row of
    # totals, footnotes.
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Figures"
    sheet["A1"] = "Returns through two crossings, April 2025"
    sheet.merge_cells("A1:E1")
    sheet["A2"] = "Source: an invented office"
    for cell, name in [("A4", "Date"), ("B4", "Torkham"), ("D4", "Spin Boldak"), ("B5", "men"), ("C5", "women"), ("D5", "men"), ("E5", "women")]:
        sheet[cell] = name
    for cells in ["A4:A5", "B4:C4", "D4:E4"]:
        sheet.merge_cells(cells)
    for at, cells in enumerate([[45748, "120", 80, "1,015", 7], [45749, "95", None, "n.r.", 9], [45750, "101", 77, "88", 12]]):
        for column, cell in enumerate(cells):
            sheet.cell(6 + at, 1 + column, cell)
        sheet.cell(6 + at, 1).number_format = "dd/mm/yyyy"
    sheet["A9"], sheet["B9"], sheet["D9"] = "Total", "316", "1,103"
    sheet["A11"] = "* figures are provisional"
    put("laid_out.xlsx", save(book))

    old = xlwt.Workbook()
    for name, rows in [("April", ROWS), ("May", [[DAY(2025, 5, 1), "Chaman", 40, 1.5]])]:
        sheet = old.add_sheet(name)
        day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
        for column, cell in enumerate(HEADER):
            sheet.write(0, column, cell)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(1 + at, column, cell, *([day] if isinstance(cell, DAY) else []))
    hidden = old.add_sheet("Lists")
    hidden.write(0, 0, "Torkham")
    hidden.visibility = 1
    put("book.xls", save(old))

    document = odf.opendocument.OpenDocumentSpreadsheet()
    gone = odf.style.Style(name="gone", family="table")
    gone.addElement(odf.style.TableProperties(display="false"))
    document.automaticstyles.addElement(gone)
    for name, rows, style in [("April", [HEADER, *ROWS], None), ("May", [HEADER, [DAY(2025, 5, 1), "Chaman", 40, 1.5]], None), ("Lists", [["Torkham"]], gone)]:
        sheet = odf.table.Table(name=name, **({"stylename": style} if style else {}))
        for row in rows:
            line = odf.table.TableRow()
            for cell in row:
                if cell is None:
                    value = odf.table.TableCell()
                elif isinstance(cell, DAY):
                    value = odf.table.TableCell(valuetype="date", datevalue=str(cell))
                elif isinstance(cell, (int, float)):
                    value = odf.table.TableCell(valuetype="float", value=cell)
                else:
                    value = odf.table.TableCell(valuetype="string")
                if cell is not None:
                    value.addElement(odf.text.P(text=str(cell)))
                line.addElement(value)
            sheet.addElement(line)
        document.spreadsheet.addElement(sheet)
    put("book.ods", save_odf(document))


def save_odf(document):
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def json_files():
    rows = [dict(zip(HEADER, [text(row[0]), *row[1:]])) for row in ROWS]
    put("rows.json", json.dumps(rows, indent=1) + "\n")
    nested = [{"date": "2025-04-01", "place": {"name": "Torkham", "side": None}, "persons": 12, "tags": ["a", "b"]}, {"date": "2025-04-02", "persons": 7, "place": {"name": "Chaman"}}]
    put("nested.json", json.dumps({"source": "invented", "rows": nested}) + "\n")
    put("lines.ndjson", "".join(json.dumps(row) + "\n" for row in rows))
    put("broken.json", json.dumps(rows, indent=1)[:120])
    put("broken.ndjson", json.dumps(rows[0]) + "\n" + json.dumps(rows[1])[:30] + "\n")
    put("no_rows.json", '{"source": "invented", "total": 3}\n')


def columnar():
    table = pa.table({name: [row[at] for row in ROWS] for at, name in enumerate(HEADER)})
    table = table.append_column("tags", pa.array([["a"], [], None]))
    out = io.BytesIO()
    pa.parquet.write_table(table, out)
    put("rows.parquet", out.getvalue())
    put("broken.parquet", out.getvalue()[: len(out.getvalue()) // 2])
    out = io.BytesIO()
    with pa.ipc.new_file(out, table.schema) as file:
        file.write_table(table, max_chunksize=2)
    put("rows.arrow", out.getvalue())
    put("broken.arrow", out.getvalue()[: len(out.getvalue()) // 2])
    out = io.BytesIO()
    pa.feather.write_feather(table, out, compression="lz4")
    put("rows.feather", out.getvalue())
    out = io.BytesIO()
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    put("stream.arrow", out.getvalue())


def folders():
    put("reports/2025-04.csv", "date,crossing,persons,families\n01/04/2025,Torkham,120,20\n02/04/2025,Chaman,80,15\n")
    put("reports/2025-05.csv", "Date;Crossing;persons\n30/05/2025;Torkham;95\n31/05/2025;Chaman;n.r.\n")
    put("reports/2025-06.csv", "date,crossing,persons,families,trucks\n2025-06-01,Torkham,101,18,7\n2025-06-02,Chaman,,,\n")
    put("reports/README.md", "Invented reports.\n")
    put("reports/north/2025-04.csv", "date,crossing,persons\n01/04/2025,Ishkashim,3\n")
    put("unlike/a.csv", "date,persons\n04/30/2025,12\n")
    put("unlike/b.csv", "date,persons\n30/04/2025,closed\n")
    put("unlike/c.csv", "date,persons\n03/04/2025,9\n")
    put("strangers/a.csv", "date,persons\n2025-04-01,12\n")
    put("strangers/b.csv", "file,size\nphoto.jpg,12\n")
    put("with_file/a.csv", "date,file,persons\n2025-04-01,dossier 12,1\n")
    put("with_file/b.csv", "date,file,persons\n2025-04-02,dossier 7,2\n")
    put("nothing/README.md", "A folder without tables.\n")
    for name in ["book.xlsx", "rows.parquet", "rows.arrow", "lines.ndjson"]:
        put("formats/" + name, (DATA / name).read_bytes())
    put("formats/comma.csv", delimited(","))


if __name__ == "__main__":
    for write in [delimited_files, what_stands_around, archives, workbooks, json_files, columnar, folders]:
        write()
