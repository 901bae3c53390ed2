"""The time-series store: names of tables, measurements and fields once (layout), SQLite, InfluxDB, replication.

No energy logic. May import domain.
"""
