import KafkaClient
import Testing
import TrunklineTesting
import Values

@testable import KafkaClient
@testable import KafkaEventLog

/// What clients say about themselves, as operators read it.
@Suite(.serialized) struct ClientFiguresTests {
  private static let text = #"""
    {"name":"trunkline#producer-1","msg_cnt":3,"msg_size":210,"brokers":{
     "127.0.0.1:9092/bootstrap":{"nodeid":-1,"state":"UP","connects":9},
     "127.0.0.1:9093/2":{"nodeid":2,"state":"DOWN"},
     "127.0.0.1:9092/1":{"nodeid":1,"state":"UP","connects":2,"disconnects":1,"txerrs":4,"rxerrs":5,"req_timeouts":6,
      "outbuf_cnt":7,"waitresp_cnt":8,"rtt":{"p50":700,"p99":9000,"sum":20000,"cnt":11}}},
     "topics":{"a":{"partitions":{"0":{"fetchq_cnt":1,"fetchq_size":10},"-1":{"fetchq_cnt":2,"fetchq_size":20}}},
      "b":{"partitions":{"0":{"fetchq_cnt":4,"fetchq_size":40}}}}}
    """#

  @Test func figuresAreReadFromStatistics() throws {
    let figures = try #require(ClientFigures(statistics: Array(Self.text.utf8)))
    try expectEqual(figures.queuedRecords, 3)
    try expectEqual(figures.queuedBytes, 210)
    try expectEqual(figures.fetchedRecords, 7)
    try expectEqual(figures.fetchedBytes, 70)
    var one = ClientFigures.Broker(id: 1)
    one.isUp = true
    one.connects = 2
    one.disconnects = 1
    one.sendErrors = 4
    one.receiveErrors = 5
    one.timeouts = 6
    one.unsent = 7
    one.unanswered = 8
    one.median = 700
    one.percentile99 = 9_000
    one.answered = 11
    one.answeredMicroseconds = 20_000
    try expectEqual(figures.brokers, [one, ClientFigures.Broker(id: 2)])
  }

  @Test func waitsAreAddedUpOverIntervals() throws {
    let first = try #require(ClientFigures(statistics: Array(Self.text.utf8)))
    var second = first
    second.goOn(from: first)
    var third = first
    third.goOn(from: second)
    try expectEqual(third.brokers[0].answered, 33)
    try expectEqual(third.brokers[0].answeredMicroseconds, 60_000)
    try expectEqual(third.brokers[0].median, 700)
    try expectEqual(third.brokers[0].connects, 2)
  }

  /// Of another version of the library, or broken off.
  @Test func whatIsNotExpectedCountsAsNothing() throws {
    for text in ["", "{", "{\"brokers\":{\"a\":{\"nodeid\":1}", "\u{fffd}"] {
      try expectEqual(ClientFigures(statistics: Array(text.utf8)), nil)
    }
    for text in [
      "[]", "7", "{}", #"{"brokers":[1],"topics":{"a":[]},"msg_cnt":"x","msg_size":-4}"#,
      #"{"brokers":{"a":7,"b":{"nodeid":"1"},"c":{"nodeid":99999999999999999999}},"msg_cnt":1e400}"#,
    ] {
      try expectEqual(ClientFigures(statistics: Array(text.utf8)), ClientFigures())
    }
    let odd = #"{"brokers":{"a":{"nodeid":1,"state":5,"connects":1.5,"rtt":[],"txerrs":-1}}}"#
    try expectEqual(ClientFigures(statistics: Array(odd.utf8))?.brokers, [ClientFigures.Broker(id: 1)])
  }

  @Test(.timeLimit(.minutes(1)), arguments: KafkaLogTests.everywhere)
  func aLogSaysHowItsClientsAre(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver { $0.properties = $0.properties.with(["statistics.interval.ms": "50"]) }
    var pen = try await Pen(taking: .numbered(7), of: driver)
    try await pen.write(1...3)
    func isUp(_ client: String) -> Bool {
      driver.clients.contains { report in
        report.client == client && report.figures.brokers.contains { $0.isUp && $0.answered > 0 && $0.connects > 0 }
      }
    }
    while !isUp("logReader") || !isUp("logWriter") { await Task.yield() }
    await log.close()
  }
}
