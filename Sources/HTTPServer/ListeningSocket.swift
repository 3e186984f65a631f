import Glibc
import LocalSocket

/// The address can't be listened at; the message says why.
package struct ListeningFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}

/// A socket that listens.
struct ListeningSocket: Sendable {
  let file: Int32
  private let path: String?

  /// What the kernel holds for a client that takes nothing; its own measure is megabytes. Connections inherit it.
  private static let sendBytes: Int32 = 64 << 10
  private static let backlog: Int32 = 1_024

  static func open(at address: ListenAddress) throws(ListeningFailure) -> ListeningSocket {
    switch address {
    case .path(let path): try open(path: path, address)
    case .network(let host, let port): try open(host: host, port: port, address)
    }
  }

  func close() {
    Glibc.close(file)
    if let path { unlink(path) }
  }

  private static func open(path: String, _ address: ListenAddress) throws(ListeningFailure) -> ListeningSocket {
    let probe = SocketAddress.open()
    let isTaken = SocketAddress.with(path) { connect(probe, $0, $1) == 0 } ?? false
    Glibc.close(probe)
    if isTaken { throw ListeningFailure("cannot serve HTTP at \(address): another server listens there") }
    // One that a dead server left.
    unlink(path)
    let file = SocketAddress.open()
    let code = SocketAddress.with(path) { listen(file, at: $0, $1) }
    guard let code else {
      Glibc.close(file)
      throw ListeningFailure("cannot serve HTTP at \(address): the path is too long")
    }
    if code != 0 { throw failure(code, address) }
    chmod(path, 0o660)
    return ListeningSocket(file: file, path: path)
  }

  private static func open(
    host: String, port: UInt16, _ address: ListenAddress
  ) throws(ListeningFailure) -> ListeningSocket {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &found)
    guard code == 0, let first = found else {
      throw ListeningFailure("cannot serve HTTP at \(address): \(String(cString: gai_strerror(code)))")
    }
    defer { freeaddrinfo(found) }
    let file = socket(first.pointee.ai_family, first.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard file >= 0 else { throw failure(errno, address) }
    let failed = listen(file, at: first.pointee.ai_addr, first.pointee.ai_addrlen)
    if failed != 0 { throw failure(failed, address) }
    return ListeningSocket(file: file, path: nil)
  }

  /// - Returns: 0, or why not; the descriptor is closed then.
  private static func listen(_ file: Int32, at address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    var yes: Int32 = 1
    var bytes = sendBytes
    let size = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &yes, size)
    setsockopt(file, SOL_SOCKET, SO_SNDBUF, &bytes, size)
    guard bind(file, address, length) == 0, Glibc.listen(file, backlog) == 0 else {
      let code = errno
      Glibc.close(file)
      return code
    }
    return 0
  }

  private static func failure(_ code: Int32, _ address: ListenAddress) -> ListeningFailure {
    ListeningFailure("cannot serve HTTP at \(address): \(String(cString: strerror(code)))")
  }
}
