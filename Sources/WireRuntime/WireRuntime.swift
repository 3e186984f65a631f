// WireRuntime: being written.
