import EventLog
import TrunklineTesting
import Values

/// A log and what is to be closed after it.
struct OpenLog: LogDecorator {
  let inner: any EventLog
  private let closing: @Sendable () async -> Void

  init(_ log: any EventLog, close: @escaping @Sendable () async -> Void) {
    inner = log
    closing = close
  }

  func close() async { await closing() }
}
