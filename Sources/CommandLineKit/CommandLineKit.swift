// CommandLineKit: being written.
