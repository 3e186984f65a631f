/// Why the private server cannot be had, in words that say what to do.
package struct EmbeddedPostgresError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Kind: Sendable, Hashable {
    /// No PostgreSQL server is installed, or not the major version that wrote the folder.
    case programsMissing
    /// The folder holds something else.
    case notAStateFolder
    /// A newer program wrote the folder.
    case newerFormat
    /// The folder cannot be created, entered or written.
    case inaccessible
    /// A parent folder keeps the server's user out.
    case parentNotEnterable
    case diskFull
    /// A Unix socket's path holds 107 bytes.
    case socketPathTooLong
    /// Another container or process namespace is using the folder.
    case usedElsewhere
    /// `initdb` or the server failed; the message quotes it.
    case serverFailed
    case timedOut
    case cancelled
  }

  package let kind: Kind
  package let description: String

  package init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}

extension EmbeddedPostgresError {
  /// A failed system call on `path`, with its usual remedy.
  static func system(_ code: Int32, _ doing: String, _ path: String) -> EmbeddedPostgresError {
    let cause = SystemCall.message(code)
    switch SystemCall.Cause(code) {
    case .noSpace:
      return EmbeddedPostgresError(
        .diskFull, "cannot \(doing) \(path): the disk is full; free some space, or choose another with --state DIR")
    case .notPermitted:
      return EmbeddedPostgresError(
        .inaccessible,
        "cannot \(doing) \(path): \(cause); choose a folder of your own with --state DIR, or change its owner")
    case .readOnly:
      return EmbeddedPostgresError(
        .inaccessible, "cannot \(doing) \(path): the file system is read-only; choose another with --state DIR")
    case .notAFolder:
      return EmbeddedPostgresError(
        .inaccessible, "cannot \(doing) \(path): a part of the path is a file; choose another with --state DIR")
    case .other:
      return EmbeddedPostgresError(.inaccessible, "cannot \(doing) \(path): \(cause)")
    }
  }
}
