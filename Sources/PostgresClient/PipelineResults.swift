import CLibPQ

/// The results of a pipeline's statements in the order in which they were sent.
package struct PipelineResults: ~Copyable {
  private var results: [(result: OpaquePointer?, statement: Statement)] = []

  init() {}

  deinit {
    for entry in results { PQclear(entry.result) }
  }

  mutating func append(_ result: OpaquePointer, _ statement: Statement) { results.append((result, statement)) }

  package var count: Int { results.count }

  /// The rows of statement `index`; each can be taken once.
  package mutating func take(_ index: Int) throws(PostgresError) -> PostgresRows {
    guard results.indices.contains(index), let result = results[index].result else {
      throw PostgresError(.misuse, "result \(index) of \(results.count) is not there or was taken")
    }
    results[index].result = nil
    return PostgresRows(result, .statement(results[index].statement))
  }

  /// Rows changed by statement `index`; 0 for one that is not there.
  package func affectedRows(_ index: Int) -> Int {
    guard results.indices.contains(index), let result = results[index].result else { return 0 }
    return Int(String(cString: PQcmdTuples(result))) ?? 0
  }
}
