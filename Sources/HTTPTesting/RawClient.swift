import Glibc
package import Sockets
import SystemThreads

/// A client that sends any bytes, from a thread of its own: a blocked test would stall the pool that serves it.
package struct RawClient: Sendable {
  package let address: SocketAddress

  package init(address: SocketAddress) { self.address = address }

  /// What came back until the server closed, or was silent after an answer.
  package struct Answer: Sendable, CustomStringConvertible {
    package var bytes: [UInt8] = []
    package var isClosed = false

    package var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The body of one answer in chunks.
    package var unchunked: String {
      var text = ""
      var rest = body.utf8[...]
      while let end = rest.firstIndex(of: UInt8(ascii: "\r")), let count = Int(String(rest[..<end]) ?? "", radix: 16),
        count > 0
      {
        let start = rest.index(end, offsetBy: 2)
        guard let last = rest.index(start, offsetBy: count, limitedBy: rest.endIndex) else { break }
        text += String(decoding: rest[start..<last], as: UTF8.self)
        rest = rest[last...].dropFirst(2)
      }
      return text
    }

    /// Of one answer with a length.
    package var body: String {
      text.split(separator: "\r\n\r\n", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
    }
    /// Of all answers, in order.
    package var statuses: [Int] {
      text.split(separator: "HTTP/1.", omittingEmptySubsequences: false).dropFirst().compactMap {
        Int($0.dropFirst(2).prefix(3))
      }
    }
    package var description: String { "\(statuses)\(isClosed ? " closed" : " open"): \(text.prefix(300))" }
  }

  /// The other tests have the processors as well.
  private static let patienceMs: Int32 = 60_000

  /// - Parameters:
  ///   - parts: each sent by itself.
  ///   - silenceMs: so long without a byte after an answer ends the listening.
  ///   - halfClosed: nothing more is sent, and the server can see it.
  package func talk(_ parts: [[UInt8]], silenceMs: Int32 = 200, halfClosed: Bool = false) async -> Answer {
    await onAThread {
      guard let file = connected() else { return Answer() }
      defer { close(file) }
      for part in parts where !Self.send(part, to: file) { break }
      if halfClosed { shutdown(file, Int32(SHUT_WR)) }
      return Self.listen(to: file, silenceMs: silenceMs)
    }
  }

  package func talk(_ text: String, silenceMs: Int32 = 200) async -> Answer {
    await talk([Array(text.utf8)], silenceMs: silenceMs)
  }

  package func onAThread<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
    await withCheckedContinuation { continuation in
      let isStarted = SystemThread.detach { continuation.resume(returning: body()) }
      precondition(isStarted, "a thread for the test's client")
    }
  }

  package func connected(receiveBytes: Int32? = nil) -> Int32? {
    switch address {
    case .path: return try? Socket.connect(to: address).get()
    case .network(_, let port):
      let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      if var bytes = receiveBytes { setsockopt(file, SOL_SOCKET, SO_RCVBUF, &bytes, 4) }
      var place = sockaddr_in()
      place.sin_family = sa_family_t(AF_INET)
      place.sin_port = port.bigEndian
      place.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      let code = withUnsafePointer(to: &place) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      return code == 0 ? file : nil
    }
  }

  /// `false`: the server closed.
  package static func send(_ bytes: [UInt8], to file: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(file, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  package static func listen(to file: Int32, silenceMs: Int32) -> Answer {
    var answer = Answer()
    while let piece = receive(from: file, withinMs: answer.bytes.isEmpty ? patienceMs : silenceMs) {
      if piece.isEmpty {
        answer.isClosed = true
        break
      }
      answer.bytes += piece
    }
    return answer
  }

  /// `nil`: nothing in time; empty: closed.
  package static func receive(from file: Int32, withinMs ms: Int32) -> [UInt8]? {
    var waited = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
    guard poll(&waited, 1, ms) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(file, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// Everything until `ending` has come; `nil`: closed, or nothing in time.
  package static func receive(from file: Int32, until ending: String) -> String? {
    var text = ""
    while !text.contains(ending) {
      guard let piece = receive(from: file, withinMs: patienceMs), !piece.isEmpty else { return nil }
      text += String(decoding: piece, as: UTF8.self)
    }
    return text
  }
}
