// CallHandling: being written.
