import PostgresClient
package import Storage
import Synchronization

extension PostgresProjectionStore {
  private static let statements = StatementCache()

  package func rows(_ query: Query) async throws(StorageFailure) -> [[Value]] { try await rows([query])[0] }

  package func rows(_ queries: [Query]) async throws(StorageFailure) -> [[[Value]]] {
    try await session { session in
      try session.transaction(.readOnlySnapshot) {
        // Before the first snapshot: a swap waits for us, or we see all of it.
        let views = Set(queries.flatMap(\.views)).sorted()
        if !views.isEmpty {
          let names = views.map {
            $0.split(separator: ".").map { PostgresSession.quoted(String($0)) }.joined(separator: ".")
          }
          try session.execute("LOCK TABLE \(names.joined(separator: ", ")) IN ACCESS SHARE MODE")
        }
        return try queries.map { try Self.run($0, on: session) }
      }
    }
  }

  private static func run(_ query: Query, on session: PostgresSession) throws -> [[Value]] {
    let statement = Self.statements.statement(for: query)
    let rows = try session.query(statement) { parameters in
      for value in query.parameters { parameters.value(value) }
    }
    var found: [[Value]] = []
    found.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      var values: [Value] = []
      values.reserveCapacity(rows.columnCount)
      for column in 0..<rows.columnCount { values.append(try rows.value(row, column)) }
      found.append(values)
    }
    return found
  }
}

extension Value {
  fileprivate var postgresType: PostgresType {
    switch self {
    case .null, .text: .text
    case .integer: .int8
    case .bool: .bool
    case .bytes: .bytea
    }
  }
}

extension Parameters {
  fileprivate mutating func value(_ value: Value) {
    switch value {
    case .null: null(.text)
    case .integer(let number): int8(number)
    case .text(let text): self.text(text)
    case .bool(let flag): bool(flag)
    case .bytes(let bytes): bytea(bytes)
    }
  }
}

extension PostgresRows {
  fileprivate borrowing func value(_ row: Int, _ column: Int) throws -> Value {
    if try isNull(row, column) { return .null }
    return switch columnType(column) {
    case .int2, .int4, .int8: .integer(try int64(row, column))
    case .bool: .bool(try bool(row, column))
    case .bytea: .bytes(try bytes(row, column))
    default: .text(try string(row, column))
    }
  }
}

/// One statement for each text, so that connections prepare it once.
private final class StatementCache: Sendable {
  private struct Key: Hashable {
    let sql: String
    let types: [PostgresType]
  }
  private let known = Mutex<[Key: Statement]>([:])

  func statement(for query: Query) -> Statement {
    let key = Key(sql: query.sql, types: query.parameters.map(\.postgresType))
    return known.withLock { known in
      if let statement = known[key] { return statement }
      let statement = Statement("query", composed: query.sql, key.types)
      known[key] = statement
      return statement
    }
  }
}
