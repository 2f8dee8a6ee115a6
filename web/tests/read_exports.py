"""Reads what the observatory exports as its readers do: CSV by pandas, GeoJSON by geopandas, XLSX by openpyxl.

Takes a folder with incidents.csv, incidents.geojson and, if it is there, incidents.xlsx; prints a line of JSON.
"""

import json
import sys
from pathlib import Path

import geopandas
import pandas

folder = Path(sys.argv[1])
table = pandas.read_csv(folder / "incidents.csv", dtype=str, keep_default_na=False)
points = geopandas.read_file(folder / "incidents.geojson")
out = {
    "rows": len(table),
    "columns": list(table.columns),
    "empty_columns": [c for c in table.columns if (table[c] == "").all()],
    "features": len(points),
    "properties": [c for c in points.columns if c != "geometry"],
    "crs": str(points.crs),
    "bounds": [round(float(x), 3) for x in points.total_bounds],
    "kinds": sorted(points.geometry.geom_type.dropna().unique()),
    # A cell that a spreadsheet would run as a formula.
    "formulas": int(sum(table[c].str.match(r"^[=+@\t\r]").sum() for c in table.columns)),
    "text": " ".join(table.iloc[:, :].astype(str).agg(" ".join, axis=1))[:200_000],
}
workbook = folder / "incidents.xlsx"
if workbook.exists():
    sheet = pandas.read_excel(workbook, dtype=str)
    out["xlsx"] = {"rows": len(sheet), "columns": list(sheet.columns)}
print(json.dumps(out, ensure_ascii=False))
