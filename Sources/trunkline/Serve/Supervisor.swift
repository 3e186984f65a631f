import Glibc
import Values

/// Who started this service and watches it, as systemd does, told by the protocol of `sd_notify(3)`: a datagram to the
/// socket that the environment names. Where nobody does, nothing is sent. A supervisor that can't be reached is no
/// reason to serve less.
struct Supervisor: Sendable {
  enum Notice: Sendable, Equatable {
    /// Commands are answered.
    case ready
    case alive
    case stopping
    /// How it is, in one line for people.
    case status(String)

    var text: String {
      switch self {
      case .ready: "READY=1"
      case .alive: "WATCHDOG=1"
      case .stopping: "STOPPING=1"
      case .status(let line): "STATUS=" + line.split(whereSeparator: \.isNewline).joined(separator: " ")
      }
    }
  }

  /// A path, or a name that begins with `@` and is in no file system.
  private let address: String?
  /// After so long without a sign of life it ends this process; `nil`: it waits for none.
  let patience: Duration?

  /// - Parameter variables: of the environment.
  init(process: pid_t = getpid(), variables: (String) -> String?) {
    address = variables("NOTIFY_SOCKET").flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
    let isMeant = variables("WATCHDOG_PID").map { $0 == String(process) } ?? true
    let microseconds = variables("WATCHDOG_USEC").flatMap { Int64($0) } ?? 0
    patience = isMeant && address != nil && microseconds > 0 ? .microseconds(microseconds) : nil
  }

  static let ofThisProcess = Supervisor { name in getenv(name).map { String(cString: $0) } }

  /// - Returns: whether it was sent.
  @discardableResult func tell(_ notice: Notice) -> Bool {
    guard let address else { return false }
    let file = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard file >= 0 else { return false }
    defer { close(file) }
    var place = sockaddr_un()
    place.sun_family = sa_family_t(AF_UNIX)
    var path = Array(address.utf8)
    guard path.count < MemoryLayout.size(ofValue: place.sun_path) else { return false }
    if address.hasPrefix("@") { path[0] = 0 }
    withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: path) }
    // A name that is in no file system ends with its last byte, not with a zero.
    let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
    let text = Array(notice.text.utf8)
    let sent = withUnsafePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(file, text, text.count, 0, $0, length) }
    }
    return sent == text.count
  }
}
