import EventLog
import Values

/// A slice through a position, batch by batch. While the consumer works on one, the next is read.
actor BulkStream: RecordStream {
  private let readers: BulkReaders
  private let reader: BulkReader
  private let slice: Slice
  private let through: Position
  private let end: Int64
  private let limit: BatchLimit
  private var point: ChainPoint
  private var reading: Task<Result<RecordBatch, LogFailure>, Never>?
  private var isOver = false
  /// Until it is over.
  private var pass: ScanPass?

  /// - Parameter reader: standing after `point`; it is given back in the end.
  init(
    readers: BulkReaders, reader: BulkReader, slice: Slice, after point: ChainPoint, through: Position,
    before end: Int64, limit: BatchLimit, pass: ScanPass
  ) {
    self.readers = readers
    self.reader = reader
    self.slice = slice
    self.point = point
    self.through = through
    self.end = end
    self.limit = limit
    self.pass = pass
  }

  func next() async throws(LogFailure) -> RecordBatch? {
    if isOver { return nil }
    if point.position >= through {
      await cancel()
      return nil
    }
    do throws(LogFailure) {
      let batch = try await (reading ?? read()).value.get()
      reading = nil
      guard let last = batch.end else { throw LogFailure.broken(at: point.position.next, of: slice) }
      point = last
      reading = last.position < through ? read() : nil
      return batch
    } catch {
      await stop()
      throw error
    }
  }

  func cancel() async {
    guard !isOver else { return }
    isOver = true
    defer { pass = nil }
    switch await reading?.value {
    case .success(let batch)?: readers.give(reader, standing: slice, after: batch.end ?? point)
    case .failure?: await reader.stop()
    case nil: readers.give(reader, standing: slice, after: point)
    }
  }

  /// A reader that failed in the middle of a batch stands nobody knows where: nobody reads on with it.
  private func stop() async {
    guard !isOver else { return }
    isOver = true
    defer { pass = nil }
    await reader.stop()
  }

  private func read() -> Task<Result<RecordBatch, LogFailure>, Never> {
    let (reader, through, end, limit) = (reader, through, end, limit)
    return Task {
      do throws(LogFailure) {
        return .success(try await reader.next(through: through, before: end, limit: limit))
      } catch {
        return .failure(error)
      }
    }
  }
}
