/// What decides whether an acknowledged commit survives, as this session sees it.
package struct ServerSettings: Sendable, Hashable {
  /// Such as 150018 for 15.18.
  package let version: Int
  package let fsync: Bool
  package let fullPageWrites: Bool
  /// `on`, `local`, `remote_write`, `remote_apply` or `off`.
  package let synchronousCommit: String
  package let walSyncMethod: String
  package let dataChecksums: Bool

  /// A commit that was answered is on the disk.
  package var isDurable: Bool { fsync && fullPageWrites && synchronousCommit != "off" }
}

extension ServerSettings: CustomStringConvertible {
  package var description: String {
    "PostgreSQL \(version / 10_000).\(version % 10_000), fsync \(fsync ? "on" : "off"), "
      + "synchronous_commit \(synchronousCommit), full_page_writes \(fullPageWrites ? "on" : "off")"
  }
}

extension PostgresSession {
  private static let readSettings = Statement(
    "server settings",
    """
    SELECT name, setting FROM pg_settings
    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'wal_sync_method', 'data_checksums')
    """)

  package func serverSettings() throws(PostgresError) -> ServerSettings {
    let rows = try query(Self.readSettings)
    var values: [String: String] = [:]
    for row in 0..<rows.count { values[try rows.string(row, 0)] = try rows.string(row, 1) }
    func value(_ name: String) throws(PostgresError) -> String {
      guard let value = values[name] else { throw PostgresError(.protocolViolation, "the server has no \(name)") }
      return value
    }
    return ServerSettings(
      version: serverVersion, fsync: try value("fsync") == "on", fullPageWrites: try value("full_page_writes") == "on",
      synchronousCommit: try value("synchronous_commit"), walSyncMethod: try value("wal_sync_method"),
      dataChecksums: try value("data_checksums") == "on")
  }
}
