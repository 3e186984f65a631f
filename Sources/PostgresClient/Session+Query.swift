import CLibPQ

extension PostgresSession {
  /// Runs one or several statements without parameters (text protocol); returns the rows changed by the last.
  @discardableResult
  package func execute(_ sql: String) throws(PostgresError) -> Int {
    try operation(.text(sql)) { () throws(PostgresError) -> Int in
      try executeHere(sql)
    }
  }

  /// `execute` within an operation that has begun.
  func executeHere(_ sql: String) throws(PostgresError) -> Int {
    mayHaveCommitted = PQtransactionStatus(connection) == PQTRANS_IDLE
    guard PQsendQuery(connection, sql) == 1 else { throw connectionError() }
    return PostgresRows(try collect(), label).affectedRows
  }

  /// Runs a prepared statement; prepares it on its first use here.
  package func query(
    _ statement: Statement, _ fill: (inout Parameters) -> Void = { _ in }
  ) throws(PostgresError) -> PostgresRows {
    try operation(.statement(statement)) { () throws(PostgresError) -> PostgresRows in
      try write(statement, fill)
      let name = try prepare(statement)
      mayHaveCommitted = PQtransactionStatus(connection) == PQTRANS_IDLE
      guard send(name) else { throw connectionError() }
      do throws(PostgresError) {
        return PostgresRows(try collect(), label)
      } catch {
        forgetInvalidPlan(statement, error)
        throw error
      }
    }
  }

  /// `query` for statements of which only the number of changed rows matters.
  @discardableResult
  package func run(
    _ statement: Statement, _ fill: (inout Parameters) -> Void = { _ in }
  ) throws(PostgresError) -> Int {
    try query(statement, fill).affectedRows
  }

  /// Prepares without running: what a test does with every statement against the migrated schema.
  package func check(_ statement: Statement) throws(PostgresError) {
    try operation(.statement(statement)) { () throws(PostgresError) in _ = try prepare(statement) }
  }

  /// Fills the parameter buffer and compares it with what the statement declares.
  func write(_ statement: Statement, _ fill: (inout Parameters) -> Void) throws(PostgresError) {
    parameters.reset()
    fill(&parameters)
    if let problem = parameters.problem(for: statement) {
      throw PostgresError(.misuse, problem, statement: label.text)
    }
  }

  /// The name under which this connection knows the statement.
  private func prepare(_ statement: Statement) throws(PostgresError) -> String {
    if let known = prepared[ObjectIdentifier(statement)] { return known.name }
    if prepared.count >= Self.preparedMax {
      prepared.removeAll(keepingCapacity: true)
      guard PQsendQuery(connection, "DEALLOCATE ALL") == 1 else { throw connectionError() }
      PQclear(try collect())
    }
    let name = nextPreparedName()
    guard sendPrepare(statement, as: name) else { throw connectionError() }
    PQclear(try collect())
    prepared[ObjectIdentifier(statement)] = Prepared(statement: statement, name: name)
    return name
  }

  /// Beyond this many a connection starts afresh; a program has a few dozen.
  static let preparedMax = 512

  /// Never used twice on a connection, so a name that a failed pipeline left behind does no harm.
  func nextPreparedName() -> String {
    preparedNames += 1
    return "t\(preparedNames)"
  }

  func sendPrepare(_ statement: Statement, as name: String) -> Bool {
    let types = statement.parameters.map { Oid($0.rawValue) }
    return PQsendPrepare(connection, name, statement.text, Int32(types.count), types) == 1
  }

  /// Sends the execution of `name` with the parameters just written, all binary, asking for binary rows.
  func send(_ name: String) -> Bool {
    parameters.withPointers { values, lengths, formats, count in
      PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1) == 1
    }
  }

  /// After a change of the schema, or DISCARD by somebody, the next call prepares anew.
  func forgetInvalidPlan(_ statement: Statement, _ error: PostgresError) {
    if error.isInvalidPlan || error.sqlState == "26000" { prepared[ObjectIdentifier(statement)] = nil }
  }
}

extension Parameters {
  /// `nil` when what was written is what `statement` declares.
  func problem(for statement: Statement) -> String? {
    if buffer.hasOversizedField { return "a parameter is longer than PostgreSQL takes (1 GiB)" }
    let declared = statement.parameters
    guard slices.count == declared.count else {
      return "\(declared.count) parameters are declared, \(slices.count) were given"
    }
    for index in 0..<slices.count where slices[index].type != declared[index] {
      return "parameter $\(index + 1) is declared \(declared[index]), \(slices[index].type) was given"
    }
    return nil
  }

  typealias Values = UnsafePointer<UnsafePointer<CChar>?>?
  typealias Numbers = UnsafePointer<Int32>?

  /// Pointers to the values, their lengths and their formats, valid during `body`.
  func withPointers<R>(_ body: (Values, Numbers, Numbers, Int32) -> R) -> R {
    let count = slices.count
    return withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: count * 2) { numbers in
        for (index, slice) in slices.enumerated() {
          let start = UnsafeRawPointer(buffer.base + slice.offset).assumingMemoryBound(to: CChar.self)
          values[index] = slice.length < 0 ? nil : start
          numbers[index] = Int32(max(slice.length, 0))
          numbers[count + index] = 1
        }
        return body(values.baseAddress, numbers.baseAddress, numbers.baseAddress.map { $0 + count }, Int32(count))
      }
    }
  }
}
