import Glibc
import Synchronization

/// Moments at which the process may die without losing or repeating anything. The crash tests let it die at each of
/// them.
///
/// `TRUNKLINE_FAIL_POINT=append-after-reply:3` kills this process with SIGKILL when it comes there for the third time,
/// and leaves the point's name in the file `TRUNKLINE_FAIL_TRACE`. Without that variable a point costs one load.
package enum FailPoint: String, CaseIterable, Sendable {
  /// Records are sealed; nothing was sent.
  case appendBeforeBegin = "append-before-begin"
  /// The rows are in an open transaction.
  case appendAfterInsert = "append-after-insert"
  /// COMMIT is on its way, its reply is not here.
  case appendAfterCommitSent = "append-after-commit-sent"
  /// The records are durable; no submitter knows of it.
  case appendAfterReply = "append-after-reply"
  /// The checkpoint has moved in an open transaction, the rows have not come.
  case projectionBeforeRows = "projection-before-rows"
  /// Rows and checkpoint are in an open transaction.
  case projectionBeforeCommit = "projection-before-commit"
  /// Rows and checkpoint are durable; the runner does not know of it.
  case projectionAfterCommit = "projection-after-commit"
  /// The views have moved in an open transaction.
  case swapBeforeCommit = "swap-before-commit"
  /// The views have moved; the former builds are still there.
  case swapAfterCommit = "swap-after-commit"
  /// A batch of an import is durable, the next one is not decided.
  case importBetweenBatches = "import-between-batches"
  /// The slice's lease is held; nothing of the slice is loaded.
  case leaseAfterTake = "lease-after-take"
  /// The marker of the new epoch is durable; its writer does not know of it.
  case acquireAfterMarker = "acquire-after-marker"
  /// The state of a slice is encoded; the former snapshot is still there.
  case snapshotBeforeSave = "snapshot-before-save"
  /// The new snapshot is durable; its keeper does not know of it.
  case snapshotAfterSave = "snapshot-after-save"
  /// Policies have said what they want; nothing was sent.
  case wishesBeforeSend = "wishes-before-send"
  /// What policies want is decided and durable; they do not know of it.
  case wishesAfterSend = "wishes-after-send"
  /// Telephony has taken its instructions; nothing that follows from them was reported.
  case instructionsAfterTake = "instructions-after-take"
  /// Commands that came over the local socket are durable; their sender was not told.
  case answerBeforeSend = "answer-before-send"

  /// Dies here when this point is armed and its time has come.
  @inline(__always) package func reach() {
    if Self.armed != nil { reachArmed() }
  }

  /// Whether the process is to die at this point: for code that takes another way then, to have the point at all.
  package var isArmed: Bool { Self.armed?.point == self }

  private struct Armed: Sendable {
    let point: FailPoint
    let hit: Int
    let trace: String?
  }

  private static let armed: Armed? = {
    guard let text = getenv("TRUNKLINE_FAIL_POINT") else { return nil }
    let words = String(cString: text).split(separator: ":")
    guard let name = words.first, let point = FailPoint(rawValue: String(name)) else {
      // A test that arms a point of another name would be green for nothing.
      preconditionFailure("TRUNKLINE_FAIL_POINT names no fail point: \(String(cString: text))")
    }
    let hit = words.count > 1 ? Int(words[1]) ?? 1 : 1
    return Armed(point: point, hit: hit, trace: getenv("TRUNKLINE_FAIL_TRACE").map { String(cString: $0) })
  }()

  private static let hits = Atomic(0)

  private func reachArmed() {
    guard let armed = Self.armed, armed.point == self,
      Self.hits.add(1, ordering: .sequentiallyConsistent).newValue == armed.hit
    else { return }
    if let trace = armed.trace {
      let file = open(trace, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      var line = rawValue + "\n"
      _ = line.withUTF8 { write(file, $0.baseAddress, $0.count) }
    }
    kill(getpid(), SIGKILL)
    while true { pause() }
  }
}
