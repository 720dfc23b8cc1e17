"""Import of real data: a file of one kind becomes rows of one table, or rejected rows with reasons.

kinds → mapping → reading (text, workbook, parquet, layer) → personal → staging → lookups → rules →
places → writing. Everything up to writing runs on a private in-memory DuckDB whatever the store is, so
the rules are the same SQL for both stores. importing.py is the whole path, report.py what comes back.
"""
