// AnonymousBank: being written.
