package import EventLog

/// A driver, or whatever else is put through a suite, did not do what it must.
package struct ConformanceFailure: Error, CustomStringConvertible {
  package let description: String

  init(_ message: String, _ file: StaticString, _ line: UInt) {
    description = "\(message) (\(file):\(line))"
  }
}

package func expect(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) throws {
  if !condition { throw ConformanceFailure(message(), file, line) }
}

package func expectEqual<T: Equatable>(
  _ found: T, _ expected: T, _ what: @autoclosure () -> String = "", file: StaticString = #fileID, line: UInt = #line
) throws {
  if found != expected { throw ConformanceFailure("\(what()): found \(found), expected \(expected)", file, line) }
}

/// `body` must fail with a failure of the log that `matches`.
package func expectFailure(
  _ what: String, file: StaticString = #fileID, line: UInt = #line, _ matches: (LogFailure.Kind) -> Bool,
  _ body: () async throws -> Void
) async throws {
  do {
    try await body()
  } catch let failure as LogFailure {
    if matches(failure.kind) { return }
    throw ConformanceFailure("\(what): failed with \(failure.kind)", file, line)
  }
  throw ConformanceFailure("\(what): did not fail", file, line)
}
