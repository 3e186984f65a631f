import CLibPQ

extension PostgresSession {
  /// Runs `COPY … FROM STDIN (FORMAT binary)` with the rows that `write` gives, in memory of a few pieces.
  ///
  /// When `write` throws, nothing of the COPY takes effect and its error is passed on. Returns the rows stored.
  @discardableResult
  package func copyIn(_ sql: String, _ write: (inout CopyWriter) throws -> Void) throws -> Int {
    try beginCopyIn(sql)
    do {
      var writer = CopyWriter(session: self)
      try write(&writer)
      try writer.finish()
    } catch {
      try? shielded { () throws(PostgresError) in try failCopyIn("given up by the client") }
      throw error
    }
    return try endCopyIn(sql)
  }

  private func beginCopyIn(_ sql: String) throws(PostgresError) {
    try operation(.text(sql)) { () throws(PostgresError) in
      guard PQsendQuery(connection, sql) == 1 else { throw connectionError() }
      try expectCopy(PGRES_COPY_IN, then: .copyIn)
    }
  }

  /// Takes the answer that begins a COPY, or throws why there is none.
  func expectCopy(_ expected: ExecStatusType, then next: Mode) throws(PostgresError) {
    guard let result = try nextResult() else { throw connectionError() }
    let status = PQresultStatus(result)
    if status == expected && PQbinaryTuples(result) == 1 {
      PQclear(result)
      mode = next
      return
    }
    if status == PGRES_FATAL_ERROR {
      let failure = error(of: result)
      PQclear(result)
      if lost == nil { while let rest = try nextResult() { PQclear(rest) } }
      throw failure
    }
    PQclear(result)
    let failure = PostgresError(.misuse, "not a COPY of the expected direction in binary format", statement: label.text)
    lost = failure
    throw failure
  }

  /// Sends one piece and waits until the kernel has taken it, so that memory stays bounded.
  func putCopy(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) {
    try operation(label, in: .copyIn) { () throws(PostgresError) in
      let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      while true {
        switch PQputCopyData(connection, start, Int32(bytes.count)) {
        case 1: return try flush()
        // The buffers are full.
        case 0: try flush()
        default: throw connectionError()
        }
      }
    }
  }

  private func endCopyIn(_ sql: String) throws(PostgresError) -> Int {
    try operation(.text(sql), in: .copyIn) { () throws(PostgresError) -> Int in
      mode = .idle
      mayHaveCommitted = !isInTransaction
      guard PQputCopyEnd(connection, nil) == 1 else { throw connectionError() }
      try flush()
      return PostgresRows(try collect(), label).affectedRows
    }
  }

  /// Ends the COPY with an error on the server's side.
  func failCopyIn(_ reason: String) throws(PostgresError) {
    guard mode == .copyIn, lost == nil else { return }
    mode = .idle
    renewDeadline()
    defer { deadline = nil }
    guard PQputCopyEnd(connection, reason) == 1 else { throw connectionError() }
    try flush()
    while let result = try nextResult() { PQclear(result) }
  }
}
