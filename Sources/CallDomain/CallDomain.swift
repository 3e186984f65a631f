// CallDomain: being written.
