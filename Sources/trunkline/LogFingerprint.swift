import Digest
import EventLog
import Values

/// One number for a whole log: its identity and the last record of each slice, whose ids stand for all before them.
struct LogFingerprint {
  private var text: String

  init(of log: LogID) { text = "\(log)" }

  /// Slices are added in order.
  mutating func add(_ slice: Slice, endingAt point: ChainPoint) { text += "\n\(slice) \(point.position) \(point.id)" }

  var digest: Digest256 { Array(text.utf8).withUnsafeBytes { SHA256.digest($0) } }
}
