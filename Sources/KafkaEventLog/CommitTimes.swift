import EventViews
import Values

/// When the things happened that a commit tells of.
enum CommitTimes {
  /// The last of them. A commit that can't be read may tell of any time.
  static func latest(of body: [UInt8]) -> Instant {
    body.withUnsafeBytes { bytes in
      do {
        var commit = try CommitView(bytes.bytes)
        var latest = commit.at
        while let event = try commit.nextEvent() { latest = max(latest, event.occurredAt) }
        return latest
      } catch {
        return Instant(ms: .max)
      }
    }
  }
}
