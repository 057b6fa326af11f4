"""The database: tables, repositories, the unit of work, migrations and the history of changes."""
