import Digest
import EventLog
import Testing
import TrunklineTesting
import Values

@Suite struct SliceWriterTests {
  /// A store that takes smaller commits than the contract allows, as a topic whose settings were changed.
  private struct NarrowLog: LogDecorator {
    let inner: any EventLog
    let bytesMax: Int

    func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
      if records.contains(where: { $0.body.count > bytesMax }) { return .unknown(reason: "refused") }
      return await inner.append(records, to: slice)
    }

    func resolve(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
      guard let large = records.first(where: { $0.body.count > bytesMax }) else {
        return try await inner.resolve(records, in: slice)
      }
      throw LogFailure(.tooLarge(bytes: large.body.count, events: 0), "too large")
    }
  }

  private func kind(_ receipt: AppendReceipt) async throws -> LogFailure.Kind? {
    do {
      _ = try await receipt.wait()
      return nil
    } catch {
      return error.kind
    }
  }

  /// Whoever sent a small one must not believe that his can never be taken.
  @Test func ofAGroupOnlyTheCommitThatIsTooLargeIsRefusedForGood() async throws {
    let memory = MemoryEventLog(id: LogID(ID128(high: 7, low: 1)), chain: Chain(hash: SHA256.digest))
    let gate = GatedLog(NarrowLog(inner: memory, bytesMax: 10_000))
    let slice = EventLogConformance.slice
    let (writer, _) = try await SliceWriter.acquire(slice, of: gate, marker: .by("first"))
    let first = writer.enqueue([.numbered(1)])
    await gate.firstArrival()
    let (small, large) = (writer.enqueue([.numbered(2)]), writer.enqueue([.numbered(3, payload: 20_000)]))
    gate.open()
    #expect(try await kind(first) == nil)
    #expect(try await kind(small) == .unavailable)
    guard case .tooLarge(let bytes, _)? = try await kind(large) else {
      Issue.record("the large one is not refused by name")
      return
    }
    #expect(bytes > 20_000)
    #expect(try await kind(writer.enqueue([.numbered(4)])) == .unavailable)
    #expect(try await memory.numbers(of: slice) == [1])
  }
}
