import Glibc

/// What `errno` said.
enum SystemCall {
  enum Cause {
    case noSpace
    case notPermitted
    case readOnly
    case notAFolder
    case other

    init(_ code: Int32) {
      switch code {
      case ENOSPC, EDQUOT: self = .noSpace
      case EACCES, EPERM: self = .notPermitted
      case EROFS: self = .readOnly
      case ENOTDIR, EEXIST: self = .notAFolder
      default: self = .other
      }
    }
  }

  static func message(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// Lets other processes run while this thread waits for one of them.
  static func pause(milliseconds: Int) {
    var time = timespec(tv_sec: 0, tv_nsec: milliseconds * 1_000_000)
    nanosleep(&time, nil)
  }
}
