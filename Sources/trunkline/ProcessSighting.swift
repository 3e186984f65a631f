import Glibc

/// What is seen of a process of this machine, by its number.
enum ProcessSighting: Equatable {
  /// When, in ticks since the boot: told by it from a later process of the same number.
  case started(String)
  /// There is none, or one that only waits to be reaped.
  case gone
  /// It could not be looked at: nobody may take it for dead.
  case unknown

  /// What the kernel says of a process.
  enum Answer: Equatable {
    case text(String)
    /// `errno` of what was tried.
    case failed(Int32)
  }

  static func of(_ pid: pid_t, _ ask: (pid_t) -> Answer = Self.stat) -> ProcessSighting {
    switch ask(pid) {
    // A mount of /proc that hides others' processes says the same of those that live.
    case .failed(ENOENT), .failed(ESRCH): kill(pid, 0) != 0 && errno == ESRCH ? .gone : .unknown
    case .failed: .unknown
    case .text(let line): from(line)
    }
  }

  private static func from(_ line: String) -> ProcessSighting {
    // The name in parentheses may hold anything; after the last one come the fields from the third on.
    guard let end = line.split(separator: ")").last else { return .unknown }
    let fields = end.split(whereSeparator: \.isWhitespace)
    guard fields.count > 19 else { return .unknown }
    return fields[0] == "Z" || fields[0] == "X" ? .gone : .started(String(fields[19]))
  }

  /// Its line in /proc.
  static func stat(of pid: pid_t) -> Answer {
    let descriptor = Glibc.open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failed(errno) }
    defer { close(descriptor) }
    // Some fifty numbers and a name of 16 bytes.
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count < 0 ? .failed(errno) : .text(String(decoding: bytes[..<count], as: UTF8.self))
  }
}
