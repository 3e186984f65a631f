import Glibc
import Sockets

/// The address can't be listened at; the message says why.
package struct ListeningFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}

/// A socket that listens.
struct ListeningSocket: Sendable {
  let file: Int32
  private let address: SocketAddress

  /// A client that takes nothing holds 64 KiB of the kernel's memory; who may enter the folder of a path, and is of the
  /// server's user or group, may speak to it. How long a client may take nothing is the server's to say.
  private static let listening = Socket.Listening(
    backlog: 1_024, mode: 0o660, sendBytes: 64 << 10, isPrompt: false)

  static func open(at address: SocketAddress) throws(ListeningFailure) -> ListeningSocket {
    switch Socket.listen(at: address, listening) {
    case .success(let file): return ListeningSocket(file: file, address: address)
    case .failure(let code): throw ListeningFailure("cannot serve HTTP at \(address): \(code)")
    }
  }

  /// Who comes from now on is refused, and who waits to be taken is closed. The path is free for another server: it is
  /// removed while it is this one's for certain.
  func stopListening() {
    if case .path(let path) = address { unlink(path) }
    shutdown(file, Int32(SHUT_RDWR))
    var waiting = accept(file, nil, nil)
    while waiting >= 0 {
      Glibc.close(waiting)
      waiting = accept(file, nil, nil)
    }
  }

  func close() { Glibc.close(file) }
}
