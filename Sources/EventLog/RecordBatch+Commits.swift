public import Events
import WireRuntime

extension RecordBatch {
  /// Decodes every record, in order.
  /// - Throws: `broken` at the first body that is no commit; what came before it was given.
  public func forEachCommit(_ each: (Commit) -> Void) throws(LogFailure) {
    try forEachBody { (header, body) throws(LogFailure) in
      let commit: Commit
      do {
        commit = try Commit(wire: body.bytes)
      } catch {
        throw .undecodable(at: header.position, of: slice, error)
      }
      each(commit)
    }
  }
}

extension RecordStream {
  /// Gives every batch to `body`, in order, until there is none or `body` has had enough (`false`). Frees the stream
  /// whatever happens.
  public nonisolated(nonsending) func forEachBatch(_ body: (RecordBatch) async throws -> Bool) async throws {
    do {
      while let batch = try await next() { if try await !body(batch) { break } }
    } catch {
      await cancel()
      throw error
    }
    await cancel()
  }
}
