package import CallDomain
package import EventLog
import Events
package import Values
import WireRuntime

/// Checks a slice from its first record: the chain, the rules of the domain after every event, and what recorded
/// history contradicts. Bounded memory: what is found beyond the samples is counted only.
package struct LogAudit: Sendable {
  /// Findings shown in full of each kind; the others are counted.
  package static let samplesMax = 20

  package struct Finding: Sendable, Equatable {
    package let position: Position
    package let centre: CentreID?
    package let text: String
  }

  package let slice: Slice
  package private(set) var commits: UInt64 = 0
  package private(set) var events: UInt64 = 0
  /// Where the chain breaks; nothing after it was checked.
  package private(set) var breaks: [Finding] = []
  package private(set) var violationCount: UInt64 = 0
  package private(set) var violations: [Finding] = []
  /// Contradictions of recorded history by rule: known, and accepted.
  package private(set) var contradictions: [String: UInt64] = [:]
  /// What is open at the head, by centre.
  package private(set) var open: [CentreID: OpenCounts] = [:]
  private var centres: [CentreID: Centre] = [:]
  private var point: ChainPoint
  private let chain: Chain
  private let log: LogID

  package var isClean: Bool { breaks.isEmpty && violationCount == 0 }
  /// The last record checked, by which two logs can be compared.
  package var end: ChainPoint { point }

  /// Reads the slice through its head.
  package static func run(_ slice: Slice, of log: any EventLog) async throws(LogFailure) -> LogAudit {
    var audit = LogAudit(slice: slice, log: log)
    let stream = try await log.scan(slice, after: audit.point, through: nil, limit: .bulk)
    do throws(LogFailure) {
      while audit.breaks.isEmpty, let batch = try await stream.next() { audit.check(batch) }
      audit.finish()
    } catch {
      await stream.cancel()
      guard case .broken(let position) = error.kind else { throw error }
      audit.breaks.append(Finding(position: position, centre: nil, text: error.message))
      audit.finish()
    }
    await stream.cancel()
    return audit
  }

  private init(slice: Slice, log: any EventLog) {
    self.slice = slice
    self.log = log.id
    chain = log.chain
    point = log.chain.genesis(of: slice, in: log.id)
  }

  private mutating func check(_ batch: RecordBatch) {
    for index in batch.headers.indices {
      let header = batch.headers[index]
      batch.withBody(at: index) { check(header, $0) }
      if !breaks.isEmpty { return }
      point = ChainPoint(position: header.position, id: header.id, epoch: header.epoch)
    }
  }

  private mutating func check(_ header: RecordBatch.Header, _ body: UnsafeRawBufferPointer) {
    guard chain.id(prev: header.prev, body: body) == header.id else {
      return breakChain(header, "the record's id is not the hash of its bytes: a byte of it was changed")
    }
    let commit: Commit
    do {
      commit = try Commit(wire: body.bytes)
    } catch {
      return breakChain(header, "the commit can't be decoded: \(error)")
    }
    guard commit.logID == log, commit.slice == slice, commit.position == header.position, commit.epoch == header.epoch
    else { return breakChain(header, "the commit names another log, slice, position or epoch than its record") }
    commits += 1
    events += UInt64(commit.events.count)
    count(commit)
    guard let id = commit.centre else { return }
    for violation in centres[id, default: Centre(id: id)].verify(commit) { add(violation, header, id) }
  }

  private mutating func count(_ commit: Commit) {
    for event in commit.events {
      if case .history(.contradicted(let contradiction)) = event.body {
        contradictions["\(contradiction.fact) breaks \(contradiction.rule)", default: 0] += 1
      }
    }
  }

  private mutating func breakChain(_ header: RecordBatch.Header, _ text: String) {
    breaks.append(Finding(position: header.position, centre: nil, text: text))
  }

  private mutating func add(_ violation: Violation, _ header: RecordBatch.Header, _ centre: CentreID) {
    violationCount += 1
    if violations.count < Self.samplesMax {
      violations.append(Finding(position: header.position, centre: centre, text: violation.description))
    }
  }

  private mutating func finish() {
    for (id, centre) in centres {
      open[id] = centre.open
      for violation in centre.conservationViolations() {
        violationCount += 1
        if violations.count < Self.samplesMax {
          violations.append(Finding(position: point.position, centre: id, text: violation.description))
        }
      }
    }
  }
}
