import CLibPQ

/// One message of a pipeline that has an answer of its own.
enum PipelineEntry {
  case prepare(Statement, name: String)
  case execute(Statement)

  var statement: Statement {
    switch self {
    case .prepare(let statement, _), .execute(let statement): statement
    }
  }
}

/// What a pipeline's closure writes its statements to.
package struct PipelineWriter {
  let session: PostgresSession

  /// Sends one statement without waiting for its answer.
  package func send(
    _ statement: Statement, _ fill: (inout Parameters) -> Void = { _ in }
  ) throws(PostgresError) {
    try session.sendInPipeline(statement, fill)
  }
}

extension PostgresSession {
  /// Sends many statements and one sync, then collects their answers: one round trip.
  ///
  /// Outside a transaction the whole pipeline is one: it commits at the sync, and an error undoes all of it. BEGIN and
  /// COMMIT may be sent too. The error of the statement that failed is thrown with its `pipelineIndex`, and the session
  /// is usable afterwards.
  package func pipeline(_ write: (PipelineWriter) throws -> Void) throws -> PipelineResults {
    try sendPipeline(write)
    return try collectPipeline()
  }

  /// The first half: returns once everything is handed to the kernel or buffered, so the caller can work meanwhile.
  package func sendPipeline(_ write: (PipelineWriter) throws -> Void) throws {
    try beginPipeline()
    do {
      try write(PipelineWriter(session: self))
    } catch {
      // What was sent must not take effect: an error of the server is the only way to undo it.
      poisonPipeline()
      throw error
    }
    guard PQpipelineSync(connection) == 1 else { throw connectionError() }
    // What does not fit now goes out while the answers are collected.
    _ = PQflush(connection)
  }

  /// The second half: every statement's result in order.
  package func collectPipeline() throws(PostgresError) -> PipelineResults {
    try operationInPipeline { () throws(PostgresError) -> PipelineResults in
      mayHaveCommitted = pipelineBeganIdle || pipelineEntries.contains { $0.statement === Statement.commit }
      var results = PipelineResults()
      var failure: PostgresError?
      try collectEntries(&results, &failure)
      PQexitPipelineMode(connection)
      mode = .idle
      pipelineEntries.removeAll(keepingCapacity: true)
      if let failure { throw failure }
      return results
    }
  }

  private func beginPipeline() throws(PostgresError) {
    try operation(.step("pipeline")) { () throws(PostgresError) in
      guard PQenterPipelineMode(connection) == 1 else { throw connectionError() }
      pipelineBeganIdle = PQtransactionStatus(connection) == PQTRANS_IDLE
      pipelineEntries.removeAll(keepingCapacity: true)
      mode = .pipeline
    }
  }

  /// As `operation`, but clean-up is wanted even after a cancellation: the answers must be taken.
  private func operationInPipeline<R: ~Copyable>(
    _ body: () throws(PostgresError) -> R
  ) throws(PostgresError) -> R {
    label = .step("pipeline")
    if let lost { throw PostgresError(.connectionLost, lost.message, sqlState: lost.sqlState, statement: label.text) }
    guard mode == .pipeline else { throw PostgresError(.misuse, "no pipeline was sent", statement: label.text) }
    renewDeadline()
    let beganIdle = pipelineBeganIdle
    defer {
      deadline = nil
      interruption = nil
      mayHaveCommitted = false
    }
    do throws(PostgresError) {
      return try body()
    } catch {
      // An explicit BEGIN of the pipeline is still open after its error.
      if lost == nil && mode == .idle && beganIdle && isInTransaction {
        interruption = nil
        try? rollback()
      }
      throw error
    }
  }

  func sendInPipeline(_ statement: Statement, _ fill: (inout Parameters) -> Void) throws(PostgresError) {
    label = .statement(statement)
    guard mode == .pipeline else { throw PostgresError(.misuse, "the pipeline is over", statement: label.text) }
    try write(statement, fill)
    let name: String
    if let known = prepared[ObjectIdentifier(statement)] {
      name = known.name
    } else {
      name = nextPreparedName()
      guard sendPrepare(statement, as: name) else { throw connectionError() }
      pipelineEntries.append(.prepare(statement, name: name))
      // Taken back when its answer is not a success.
      prepared[ObjectIdentifier(statement)] = Prepared(statement: statement, name: name)
    }
    guard send(name) else { throw connectionError() }
    pipelineEntries.append(.execute(statement))
  }

  private func collectEntries(
    _ results: inout PipelineResults, _ failure: inout PostgresError?
  ) throws(PostgresError) {
    var answered = 0
    var executed = 0
    // Each statement's result is followed by one nil; more in a row means that libpq has nothing to wait for.
    var silence = 0
    while true {
      guard let result = try nextResult() else {
        silence += 1
        if silence > 2 { throw abandon(as: .protocolViolation) }
        continue
      }
      silence = 0
      let status = PQresultStatus(result)
      if status == PGRES_PIPELINE_SYNC {
        PQclear(result)
        return
      }
      let entry = answered < pipelineEntries.count ? pipelineEntries[answered] : nil
      if let entry { label = .statement(entry.statement) }
      answered += 1
      let isSuccess = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY
      if isSuccess, case .execute(let statement) = entry {
        results.append(result, statement)
        executed += 1
        continue
      }
      if !isSuccess {
        if failure == nil && status != PGRES_PIPELINE_ABORTED {
          failure = error(of: result)
          failure?.pipelineIndex = executed
        }
        note(failed: entry, failure)
      }
      PQclear(result)
      if let lost { throw lost }
    }
  }

  private func note(failed entry: PipelineEntry?, _ failure: PostgresError?) {
    switch entry {
    case .prepare(let statement, _): prepared[ObjectIdentifier(statement)] = nil
    case .execute(let statement): if let failure { forgetInvalidPlan(statement, failure) }
    case nil: break
    }
  }

  /// Makes the server refuse what was sent of a pipeline, and takes its answers.
  private func poisonPipeline() {
    if lost != nil { return }
    let isSent =
      PQsendQueryParams(connection, "SELECT 1/0 AS pipeline_given_up", 0, nil, nil, nil, nil, 1) == 1
      && PQpipelineSync(connection) == 1
    if isSent {
      _ = try? shielded { () throws(PostgresError) in _ = try collectPipeline() }
    } else {
      _ = connectionError()
    }
  }
}
