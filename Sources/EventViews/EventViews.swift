// EventViews: being written.
