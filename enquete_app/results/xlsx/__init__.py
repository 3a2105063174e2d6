"""The sheets of the report as an Excel workbook; `as_xlsx` puts them together."""
