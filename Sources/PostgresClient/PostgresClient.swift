// PostgresClient: being written.
