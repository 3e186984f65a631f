import CLibPQ
import Glibc

/// One NOTIFY that reached this connection.
package struct PostgresNotification: Sendable, Hashable {
  package let channel: String
  package let payload: String
  /// The server process that sent it.
  package let processID: Int32

  package init(channel: String, payload: String, processID: Int32) {
    self.channel = channel
    self.payload = payload
    self.processID = processID
  }
}

extension PostgresSession {
  /// Starts to receive what is sent to `channel`.
  package func listen(_ channel: String) throws(PostgresError) {
    _ = try execute("LISTEN \(Self.quoted(channel))")
  }

  package func unlisten(_ channel: String) throws(PostgresError) {
    _ = try execute("UNLISTEN \(Self.quoted(channel))")
  }

  package static let notify = Statement("notify", "SELECT pg_notify($1, $2)", [.text, .text])

  package func notify(_ channel: String, _ payload: String = "") throws(PostgresError) {
    _ = try query(Self.notify) {
      $0.text(channel)
      $0.text(payload)
    }
  }

  /// The oldest notification not yet taken; waits for one until `timeout` has passed, then `nil`.
  /// Throws `cancelled` when interrupted, `connectionLost` when the server went away.
  package func waitForNotification(timeout: Duration?) throws(PostgresError) -> PostgresNotification? {
    try operation(.step("wait for a notification")) { () throws(PostgresError) -> PostgresNotification? in
      let until = timeout.map { ContinuousClock.now + $0 }
      while true {
        guard PQconsumeInput(connection) == 1 else { throw connectionError() }
        if let notification = takeNotification() { return notification }
        if interrupt.isRequested { throw PostgresError(.cancelled, "cancelled while waiting", statement: label.text) }
        if let until, ContinuousClock.now >= until { return nil }
        let readiness = Readiness.wait(socket: socket, Int16(POLLIN), wake: interrupt.wakeDescriptor, until)
        if readiness.isWoken { interrupt.quieten() }
      }
    }
  }

  private func takeNotification() -> PostgresNotification? {
    guard let notification = PQnotifies(connection) else { return nil }
    defer { PQfreemem(notification) }
    return PostgresNotification(
      channel: String(cString: notification.pointee.relname), payload: String(cString: notification.pointee.extra),
      processID: notification.pointee.be_pid)
  }

  /// An identifier in double quotes.
  package static func quoted(_ identifier: String) -> String {
    var text = "\""
    for character in identifier {
      if character == "\"" { text.append("\"") }
      text.append(character)
    }
    return text + "\""
  }
}
