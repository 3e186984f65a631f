package import EventLog
package import Events
package import Values

/// A wish and whose it is.
package struct AttributedWish: Sendable, Equatable {
  package let centre: CentreID
  /// The name of its declaration.
  package let policy: String
  package let wish: Wish

  package init(centre: CentreID, policy: String, wish: Wish) {
    self.centre = centre
    self.policy = policy
    self.wish = wish
  }

  /// The same wish is the same command, by whatever process it is sent: the id is a hash of plugin, policy, centre and
  /// key.
  package func command(of plugin: String, at now: Instant, _ chain: Chain) -> Command {
    let key = wish.key
    let text = [plugin, policy, centre.text, key.action, key.subject, String(key.count)].joined(separator: "\0")
    let digest = Array(text.utf8).withUnsafeBytes { chain.id(prev: Digest256(0, 0, 0, 0), body: $0) }
    let id = digest.withBytes { bytes in
      ID128(
        high: bytes.loadUnaligned(as: UInt64.self).bigEndian,
        low: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian)
    }
    return Command(
      id: CommandID(id), centre: centre, at: now, recordedAt: now, actor: Actor(kind: .plugin, id: plugin),
      body: wish.body)
  }
}
