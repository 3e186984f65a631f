import EventLog
import Storage
import Values

/// Which log this is, by what the topic and the index say.
enum LogIdentity: Equatable {
  /// Both agree, or the index knows it and nothing was written yet.
  case known(LogID)
  /// The index is new or was dropped.
  case inTopic(LogID)
  /// Neither knows one.
  case none

  /// - Parameter topic: the identity in a record of the topic; `nil`: it has none.
  /// - Parameter entry: any that the index has.
  init(
    topic: LogID?, index: LogID?, entry: LogIndexEntry?, of name: String, at brokers: String
  ) throws(LogFailure) {
    switch (topic, index) {
    case (nil, nil): self = .none
    case (let topic?, nil): self = .inTopic(topic)
    case (nil, let index?):
      guard let entry else {
        self = .known(index)
        return
      }
      throw LogFailure(
        .beyondHead(position: entry.position, head: .zero),
        "topic \(name) at \(brokers) is empty, but log \(index) had \(entry.position) commits and more in slice "
          + "\(entry.slice): the topic was deleted and made again, or another is meant. \(Self.remedy)")
    case (let topic?, let index?):
      guard topic == index else {
        throw LogFailure(
          .otherLog(expected: index, found: topic),
          "topic \(name) at \(brokers) holds log \(topic), but this database belongs to log \(index): name the other "
            + "topic, or the other database")
      }
      self = .known(topic)
    }
  }

  /// There is no such topic, though there was one with this entry's commits.
  static func gone(_ name: String, at brokers: String, _ entry: LogIndexEntry) -> LogFailure {
    LogFailure(
      .beyondHead(position: entry.position, head: .zero),
      "there is no topic \(name) at \(brokers), but the log of this database had \(entry.position) commits and more in "
        + "slice \(entry.slice): the topic was deleted, or another is meant. \(remedy)")
  }

  private static let remedy =
    "Name the log's own topic, bring it back, or use a new database for a new log"
}
