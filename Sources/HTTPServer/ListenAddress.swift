/// Where a server listens: `HOST:PORT`, `[::1]:PORT`, `:PORT` (this machine only), or `unix:PATH`.
package enum ListenAddress: Sendable, Equatable, CustomStringConvertible {
  case network(host: String, port: UInt16)
  /// Who may enter its folder, and is of the server's user or group, may speak to it.
  case path(String)

  /// The form in words, for error messages.
  package static let accepted = "HOST:PORT, as 127.0.0.1:8080 or [::1]:8080, or unix:PATH"

  /// `nil`: not an address.
  package init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst("unix:".count))
      guard !path.isEmpty else { return nil }
      self = .path(path)
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
      return nil
    }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      return nil
    }
    self = .network(host: host.isEmpty ? "127.0.0.1" : host, port: port)
  }

  /// Only programs of this machine reach it.
  package var isOfThisMachine: Bool {
    switch self {
    case .path: true
    case .network(let host, _): host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
  }

  package var description: String {
    switch self {
    case .path(let path): "unix:\(path)"
    case .network(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }
}
