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
final class CopyOutState {
  var parser = CopyParser()
  /// Bytes received and not yet given to the reader: the part of a row, or rows beyond a chunk's limit.
  var carry = WireBuffer(capacity: 4096)
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
    guard let state = copyOut else { throw PostgresError(.misuse, "no COPY is being read") }
    var rows = 0
    var piece: CopyPiece?
    while rows < rowsMax {
      if let bytes = piece?.bytes, state.carry.count == 0 {
        // The usual case: whole rows, read where libpq put them.
        let taken = try state.parser.take(from: bytes, rowsMax: rowsMax - rows, body)
        state.carry.append(UnsafeRawBufferPointer(rebasing: bytes[taken.bytes...]))
        rows += taken.rows
        if taken.isStopped { return .more(rows: rows) }
      } else if state.carry.count > 0 {
        if let bytes = piece?.bytes { state.carry.append(bytes) }
        let taken = try state.parser.take(from: state.carry.bytes, rowsMax: rowsMax - rows, body)
        state.carry.removeFirst(taken.bytes)
        rows += taken.rows
        if taken.isStopped { return .more(rows: rows) }
      }
      if rows >= rowsMax { break }
      piece = try nextCopyPiece()
      if piece == nil {
        try finishCopyOut()
        return .ended(rows: rows)
      }
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
    if !isDiscarding {
      if let lost { throw lost }
      if interruption == nil { renewDeadline() }
    }
    while true {
      var buffer: UnsafeMutablePointer<CChar>?
      let length = PQgetCopyData(connection, &buffer, 1)
      if length > 0, let buffer { return CopyPiece(buffer: buffer, length: Int(length)) }
      if length < 0 { return nil }
      if try !waitForInput() { return nil }
    }
  }

  private func finishCopyOut() throws(PostgresError) {
    let isWhole = copyOut?.parser.phase == .ended && copyOut?.carry.count == 0
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
