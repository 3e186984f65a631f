// Metrics: being written.
