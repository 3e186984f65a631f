import Glibc

/// What the kernel allows this process.
enum ProcessLimits {
  /// As many descriptors as may be had: each client of a stream is one, and the usual 1,024 are few.
  static func raiseOpenFiles() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
