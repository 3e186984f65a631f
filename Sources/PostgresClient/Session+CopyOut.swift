import CLibPQ

/// Whether a reader of a COPY wants more.
package enum CopyStep: Sendable {
  case more
  case stop
}

/// How far a chunk of a COPY came.
package enum CopyProgress: Sendable, Equatable {
  /// The chunk's limit was reached, rows may follow.
  case more(rows: Int)
  /// These were the last rows.
  case ended(rows: Int)

  package var rows: Int {
    switch self {
    case .more(let rows), .ended(let rows): rows
    }
  }
}

/// What a session keeps between the chunks of a COPY out.
struct CopyOutState: ~Copyable {
  private var parser = CopyParser()
  /// Bytes received and not yet given to the reader: the part of a row, or rows beyond a chunk's limit.
  private var carry = WireBuffer(capacity: 4096)

  /// The trailer was read and nothing is left.
  var isWhole: Bool { parser.phase == .ended && carry.count == 0 }

  /// In the usual case whole rows, read where libpq put them.
  fileprivate mutating func take(
    _ piece: borrowing CopyPiece, rowsMax: Int, _ body: (borrowing CopyRow) throws -> CopyStep
  ) throws -> CopyParser.Taken {
    guard carry.count == 0 else {
      carry.append(piece.bytes)
      return try takeCarried(rowsMax: rowsMax, body)
    }
    let taken = try parser.take(from: piece.bytes, rowsMax: rowsMax, body)
    carry.append(UnsafeRawBufferPointer(rebasing: piece.bytes[taken.bytes...]))
    return taken
  }

  mutating func takeCarried(
    rowsMax: Int, _ body: (borrowing CopyRow) throws -> CopyStep
  ) throws -> CopyParser.Taken {
    if carry.count == 0 { return CopyParser.Taken() }
    let taken = try parser.take(from: carry.bytes, rowsMax: rowsMax, body)
    carry.removeFirst(taken.bytes)
    return taken
  }
}

extension PostgresSession {
  /// Streams the rows of `COPY … TO STDOUT (FORMAT binary)` to `body`, in memory of one row and libpq's buffer.
  ///
  /// `.stop`, and an error thrown by `body`, end the COPY early. Returns the rows given.
  @discardableResult
  package func copyOut(
    _ sql: String, _ body: (borrowing CopyRow) throws -> CopyStep
  ) throws -> Int {
    try beginCopyOut(sql)
    do {
      let progress = try readCopy(rowsMax: .max, body)
      if case .more = progress { try endCopyOut() }
      return progress.rows
    } catch {
      try? shielded { () throws(PostgresError) in try endCopyOut() }
      throw error
    }
  }

  /// Starts a COPY that is read in chunks by `readCopy` and left by `endCopyOut`.
  package func beginCopyOut(_ sql: String) throws(PostgresError) {
    try operation(.text(sql)) { () throws(PostgresError) in
      guard PQsendQuery(connection, sql) == 1 else { throw connectionError() }
      try expectCopy(PGRES_COPY_OUT, then: .copyOut)
      copyOut = CopyOutState()
    }
  }

  /// Gives `body` at most `rowsMax` rows. After `.ended` the session is idle again.
  package func readCopy(
    rowsMax: Int, _ body: (borrowing CopyRow) throws -> CopyStep
  ) throws -> CopyProgress {
    // Taken out for the time of the chunk: a local is reached without looking whether somebody else has it.
    guard var state = copyOut.take() else { throw PostgresError(.misuse, "no COPY is being read") }
    let progress: CopyProgress
    do {
      progress = try readRows(&state, rowsMax: rowsMax, body)
    } catch {
      copyOut = consume state
      throw error
    }
    let isWhole = state.isWhole
    copyOut = consume state
    if case .ended = progress { try finishCopyOut(isWhole: isWhole) }
    return progress
  }

  private func readRows(
    _ state: inout CopyOutState, rowsMax: Int, _ body: (borrowing CopyRow) throws -> CopyStep
  ) throws -> CopyProgress {
    // Rows beyond the last chunk's limit, and the beginning of one.
    var taken = try state.takeCarried(rowsMax: rowsMax, body)
    var rows = taken.rows
    while rows < rowsMax && !taken.isStopped {
      guard let piece = try nextCopyPiece() else { return .ended(rows: rows) }
      taken = try state.take(piece, rowsMax: rowsMax - rows, body)
      rows += taken.rows
    }
    return .more(rows: rows)
  }

  /// Leaves a COPY before its end: cancels it on the server and discards what is under way.
  package func endCopyOut() throws(PostgresError) {
    guard mode == .copyOut, lost == nil else { return }
    if interruption == nil { interruptStatement(as: .cancelled) }
    defer { interruption = nil }
    while try nextCopyPiece(isDiscarding: true) != nil {}
    mode = .idle
    copyOut = nil
    // Its end or “canceling statement due to user request”: both are what was wanted.
    while let result = try nextResult() {
      if PQresultStatus(result) == PGRES_FATAL_ERROR { _ = error(of: result) }
      PQclear(result)
    }
    if let lost { throw lost }
  }

  /// The next piece of the stream; `nil` at its end or at an error, which the result tells.
  private func nextCopyPiece(isDiscarding: Bool = false) throws(PostgresError) -> CopyPiece? {
    if !isDiscarding, let lost { throw lost }
    var hasRead = false
    while true {
      var buffer: UnsafeMutablePointer<CChar>?
      let length = PQgetCopyData(connection, &buffer, 1)
      if length > 0, let buffer { return CopyPiece(buffer: buffer, length: Int(length)) }
      if length < 0 { return nil }
      if hasRead {
        if !isDiscarding, interruption == nil { renewDeadline() }
        if try !waitForInput() { return nil }
      } else {
        // A server that is ahead has sent more already: reading tells that as soon as asking would.
        hasRead = true
        if try !readInput() { return nil }
      }
    }
  }

  private func finishCopyOut(isWhole: Bool) throws(PostgresError) {
    mode = .idle
    copyOut = nil
    defer {
      deadline = nil
      interruption = nil
    }
    PQclear(try collect())
    guard isWhole else {
      throw PostgresError(.protocolViolation, "the COPY ended in the middle of a row", statement: label.text)
    }
  }
}

/// One message of a COPY, in libpq's memory.
private struct CopyPiece: ~Copyable {
  private let buffer: UnsafeMutablePointer<CChar>
  private let length: Int

  init(buffer: UnsafeMutablePointer<CChar>, length: Int) {
    self.buffer = buffer
    self.length = length
  }

  deinit { PQfreemem(buffer) }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer, count: length) }
}
