// Events: being written.
