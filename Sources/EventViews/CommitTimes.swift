package import Values
import WireRuntime

/// When the things happened that a commit tells of.
package enum CommitTimes {
  /// The last of them. A commit that can't be read may tell of any time.
  package static func latest(of body: UnsafeRawBufferPointer) -> Instant {
    do {
      var commit = try CommitView(body.bytes)
      var latest = commit.at
      while let event = try commit.nextEvent() { latest = max(latest, event.occurredAt) }
      return latest
    } catch {
      return Instant(ms: .max)
    }
  }
}
