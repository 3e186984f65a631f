// PostgresStorage: being written.
