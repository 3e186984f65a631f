package import EventLog
import EventViews
package import Values

/// The centres that have commits in a slice, read from the log without folding it.
package struct SliceCentres: Sendable {
  package private(set) var names: Set<CentreID>
  /// The last record that was looked at.
  private(set) var point: ChainPoint

  init(_ names: Set<CentreID> = [], at point: ChainPoint) {
    self.names = names
    self.point = point
  }

  /// Looks at what the log has beyond.
  package mutating func advance(_ slice: Slice, of log: any EventLog) async throws(LogFailure) {
    guard let stream = try await log.everything(of: slice, after: point) else { return }
    do throws(LogFailure) {
      while let batch = try await stream.next() { try look(at: batch) }
    } catch {
      await stream.cancel()
      throw error
    }
    await stream.cancel()
  }

  private mutating func look(at batch: RecordBatch) throws(LogFailure) {
    // Nearly always the one before.
    var last: [UInt8] = []
    try batch.forEachBody { (header, body) throws(LogFailure) in
      do {
        let name = try CommitView(body.bytes).centre
        if name.byteCount == 0 || name.withUnsafeBytes({ last.elementsEqual($0) }) { return }
        last = name.withUnsafeBytes { Array($0) }
      } catch {
        throw .undecodable(at: header.position, of: batch.slice, error)
      }
      names.insert(CentreID(unchecked: String(decoding: last, as: UTF8.self)))
    }
    point = batch.end ?? point
  }
}
