package import EventLog
import Synchronization
package import Values

/// The log in memory under test: whoever opens it shares the one object, as processes share a server.
package final class MemoryLogUnderTest: LogUnderTest {
  private let chain: Chain
  private let log: Mutex<MemoryEventLog>

  package init(chain: Chain) {
    self.chain = chain
    log = Mutex(MemoryEventLog(id: LogID(ID128(high: 7, low: 1)), chain: chain))
  }

  package func open() async throws -> any EventLog { log.withLock { $0 } }

  package func truncate(_ slice: Slice, through position: Position) async throws {
    log.withLock { $0 = $0.copy { $0 == slice ? position : nil } }
  }

  package func recreate() async throws {
    log.withLock { $0 = MemoryEventLog(id: LogID(ID128(high: 7, low: 2)), chain: chain) }
  }

  package func lose(_ position: Position, of slice: Slice) async throws -> Bool { false }
  package func disconnect() async throws -> Bool { false }
  package func close() async {}
}
