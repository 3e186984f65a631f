// EventJSON: being written.
