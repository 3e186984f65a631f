import EventLog

/// Submits finished commits to a writer: every so-manyth of a list, again and again.
struct DraftClient: WaitingClient {
  let writer: SliceWriter
  let drafts: [CommitDraft]
  private(set) var next: Int
  let step: Int

  init(_ writer: SliceWriter, _ drafts: [CommitDraft], from first: Int, every step: Int) {
    self.writer = writer
    self.drafts = drafts
    self.step = step
    next = first
  }

  mutating func submit() async throws {
    _ = try await writer.submit([drafts[next % drafts.count]])
    next += step
  }
}
