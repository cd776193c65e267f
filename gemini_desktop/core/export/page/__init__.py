"""The pieces of an HTML page: its style sheet, Markdown as HTML, coloured code, formulas."""
