import Storage
import Values

extension TimeSource {
  /// The pace of who waits between two looks or two calls.
  func pause(_ span: Milliseconds) async { await wait(until: now() + span) }
}
