/// Where a program listens: a socket in the file system, which whoever may enter its folder may speak to, or a TCP
/// port, which every machine that reaches it may.
package enum SocketAddress: Sendable, Hashable, CustomStringConvertible {
  case path(String)
  case network(host: String, port: UInt16)

  /// The form in words, for error messages.
  package static let accepted = "HOST:PORT, as 127.0.0.1:8080 or [::1]:8080, :PORT on this machine only, or unix:PATH"

  /// Reads what `description` writes; `nil`: not an address.
  package init?(_ text: String) {
    if text.hasPrefix("/") {
      self = .path(text)
      return
    }
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst("unix:".count))
      guard !path.isEmpty else { return nil }
      self = .path(path)
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
      return nil
    }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    self = .network(host: host.isEmpty ? "127.0.0.1" : String(host), port: port)
  }

  /// Only programs of this machine reach it.
  package var isOfThisMachine: Bool {
    switch self {
    case .path: true
    case .network(let host, _): host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
  }

  /// What a server there is called by who reaches it directly; `nil`: anything, since others reach it too.
  package var ownNames: Set<String>? {
    guard case .network(let host, _) = self, isOfThisMachine else { return nil }
    return ["localhost", "127.0.0.1", "[::1]", host.contains(":") ? "[\(host)]" : host.lowercased()]
  }

  package var description: String {
    switch self {
    case .path(let path): "unix:\(path)"
    case .network(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }
}
