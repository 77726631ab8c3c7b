"""The truth about threads: schema, migrations, reading and writing."""
