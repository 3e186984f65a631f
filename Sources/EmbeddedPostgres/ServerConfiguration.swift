/// The server's settings, written at every start so that they follow the program's version.
enum ServerConfiguration {
  /// Read by the cluster's own `postgresql.conf`.
  static let fileName = "trunkline.conf"
  /// In the state folder, for whoever wants to change something; read last.
  static let overridesName = "postgresql.conf"

  static let include = """

    # Added when the state folder was made.
    include '\(fileName)'
    include_if_exists '../\(overridesName)'

    """

  /// Modest memory, no network, durable commits, few and slow checkpoints.
  static func text(majorVersion: Int, kernel: KernelVersion?) -> String {
    var lines = [
      "# Written anew at every start: put your own settings into \(overridesName) in the state folder.",
      "listen_addresses = ''",
      "unix_socket_permissions = 0700",
      // A process has a dozen or two, and a role each may have one.
      "max_connections = 200",
      "shared_buffers = 256MB",
      "fsync = on",
      "synchronous_commit = on",
      "full_page_writes = on",
      // No replicas and no base backups: pg_dump, or a copy of the stopped folder.
      "wal_level = minimal",
      "max_wal_senders = 0",
      "max_wal_size = 2GB",
      "checkpoint_timeout = 15min",
      "jit = off",
      "autovacuum = on",
      "client_encoding = utf8",
      // One file per weekday, overwritten a week later.
      "logging_collector = on",
      "log_directory = '../log'",
      "log_filename = 'server-%a.log'",
      "log_rotation_age = 1d",
      "log_rotation_size = 0",
      "log_truncate_on_rotation = on",
      "log_checkpoints = off",
      "log_line_prefix = '%m [%p] '",
      "log_parameter_max_length_on_error = 0",
    ]
    if majorVersion >= 14 { lines.append("track_wal_io_timing = on") }
    if majorVersion >= 14, let kernel, kernel >= .syncfsTellsErrors {
      // After a crash: one call for the whole file system. File by file, thousands of them, took eight seconds where
      // this took one, and calls wait meanwhile.
      lines.append("recovery_init_sync_method = syncfs")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
