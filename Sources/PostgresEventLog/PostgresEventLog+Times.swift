package import EventLog
import PostgresClient
package import Values

extension PostgresEventLog {
  /// By the marks that earlier readers left. Beyond the last one it reads on as far as it must, and leaves more.
  package func point(before instant: Instant, of slice: Slice) async throws(LogFailure) -> ChainPoint {
    let genesis = TimeMark(point: chain.genesis(of: slice, in: id), latest: Instant(ms: .min))
    let last = try await mark(of: slice, before: Instant(ms: .max)) ?? genesis
    if last.latest >= instant { return (try await mark(of: slice, before: instant) ?? genesis).point }
    var walk = TimeWalk(from: last, to: instant)
    let stream = try await scan(slice, after: last.point, through: nil, limit: .bulk)
    do throws(LogFailure) {
      while !walk.isOver, let batch = try await stream.next() { walk.look(at: batch) }
    } catch {
      await stream.cancel()
      throw error
    }
    await stream.cancel()
    await keep(walk.marks, of: slice)
    return walk.reached.point
  }

  /// The last mark that all things before it happened before the instant; `nil`: there is none.
  private func mark(of slice: Slice, before instant: Instant) async throws(LogFailure) -> TimeMark? {
    try await reading { session in
      let rows = try session.query(LogStatements.timeMark) {
        $0.int2(Int16(slice.number))
        $0.int8(instant.ms)
      }
      return rows.isEmpty
        ? nil : TimeMark(point: try rows.chainPoint(0), latest: Instant(ms: try rows.int64(0, 3)))
    }
  }

  /// Where they can't be kept, by who may only read, say, the next reader has the same way.
  private func keep(_ marks: [TimeMark], of slice: Slice) async {
    guard !marks.isEmpty else { return }
    _ = try? await reading { session in
      try session.run(LogStatements.keepTimeMarks) {
        $0.int2(Int16(slice.number))
        $0.int8s(marks.map { Int64(bitPattern: $0.point.position.number) })
        $0.array(of: .bytea) { for mark in marks { $0.digest(mark.point.id) } }
        $0.int8s(marks.map(\.latest.ms))
      }
    }
  }
}
