import Glibc

/// The three descriptors that every program is given.
enum StandardDescriptors {
  /// Puts `/dev/null` where the caller closed one (`2>&-`): otherwise the next file that is opened, perhaps the
  /// database's socket, gets its number, and messages are written into it.
  ///
  /// - Parameter range: another range is for tests.
  static func fill(_ range: ClosedRange<Int32> = STDIN_FILENO...STDERR_FILENO) {
    for wanted in range where fcntl(wanted, F_GETFD) < 0 {
      let opened = open("/dev/null", wanted == STDIN_FILENO ? O_RDONLY : O_WRONLY)
      guard opened >= 0, opened != wanted else { continue }
      dup2(opened, wanted)
      close(opened)
    }
  }
}
