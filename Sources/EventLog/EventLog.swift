// EventLog: being written.
