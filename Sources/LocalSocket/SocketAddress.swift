package import Glibc

/// A socket in the file system. Who can enter its folder may speak to it.
package enum SocketAddress {
  /// `nil`: the path is too long for the kernel.
  package static func with<R>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8) + [0]
    guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }

  package static func open() -> Int32 {
    let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    if file >= 0 { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
    return file
  }

  static func limit(_ file: Int32, receive: Int, send: Int) {
    for (option, seconds) in [(SO_RCVTIMEO, receive), (SO_SNDTIMEO, send)] {
      var time = timeval(tv_sec: seconds, tv_usec: 0)
      setsockopt(file, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
  }
}

/// The socket can't be listened at or reached; the message says why and what to do.
package struct LocalSocketError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Kind: Sendable, Equatable {
    /// Another server listens there.
    case taken
    /// No server listens there.
    case nobody
    case system
  }

  package let kind: Kind
  package let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  static func system(_ code: Int32, _ what: String, _ path: String) -> LocalSocketError {
    LocalSocketError(.system, "cannot \(what) the socket \(path): \(String(cString: strerror(code)))")
  }
}
