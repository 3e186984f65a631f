package import EventLog
package import Values

/// One log of a driver, put through the conformance suite. Made fresh for each case.
package protocol LogUnderTest: Sendable {
  /// Opens the log as another process would: a driver of its own on the same commits. The suite does not close it.
  func open() async throws -> any EventLog

  /// What a restore of an older copy does: everything of `slice` above `position` is gone. Drivers are opened
  /// afterwards.
  func truncate(_ slice: Slice, through position: Position) async throws

  /// Another log, with an identity of its own, stands where this one was. Drivers are opened afterwards.
  func recreate() async throws

  /// The record at `position` is gone while those after it are there. `false`: it can't be done to this driver.
  func lose(_ position: Position, of slice: Slice) async throws -> Bool

  /// Breaks the connections of every open driver, as the network or the server may at any moment. `false`: there are
  /// none.
  func disconnect() async throws -> Bool

  /// Whether others may see the first records of an append that is under way (G3: Kafka's accepted prefix).
  var showsPrefixes: Bool { get }

  func close() async
}

extension LogUnderTest {
  package var showsPrefixes: Bool { false }
}

/// Makes logs of one driver.
package struct LogFactory: Sendable {
  package let make: @Sendable () async throws -> any LogUnderTest

  package init(_ make: @escaping @Sendable () async throws -> any LogUnderTest) { self.make = make }
}

/// One thing that every driver must do.
package struct ConformanceCase: Sendable, CustomStringConvertible {
  package let name: String
  private let body: @Sendable (any LogUnderTest) async throws -> Void

  init(_ name: String, _ body: @escaping @Sendable (any LogUnderTest) async throws -> Void) {
    self.name = name
    self.body = body
  }

  package var description: String { name }

  /// Throws `ConformanceFailure` when the driver does something else.
  package func run(on factory: LogFactory) async throws {
    let log = try await factory.make()
    do {
      try await body(log)
      await log.close()
    } catch {
      await log.close()
      throw error
    }
  }
}

/// The contract of `EventLog`, G1–G10, as cases. A driver's test file runs each of `all`.
package enum EventLogConformance {
  package static let all: [ConformanceCase] = append + fencing + reading + streaming + waking + writing
}
