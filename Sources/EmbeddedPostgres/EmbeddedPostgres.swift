// EmbeddedPostgres: being written.
