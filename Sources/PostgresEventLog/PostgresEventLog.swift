// PostgresEventLog: being written.
