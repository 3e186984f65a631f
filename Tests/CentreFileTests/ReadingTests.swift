import CentreFile
import Events
import Foundation
import Testing
import TrunklineTesting
import Values

@Suite struct ReadingTests {
  static var sample: [UInt8] {
    get throws {
      let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
      return Array(try Data(contentsOf: root.appending(path: "Samples/centre.yaml")))
    }
  }

  @Test func theSample() throws {
    let file = try CentreFile.read(Self.sample).get()
    #expect(file.centre.text == "bicycles")
    let configuration = file.configuration
    #expect(configuration.timeZone == "Europe/Amsterdam")
    #expect(configuration.limits == Limits(openCallsMax: 500, queueLengthMax: 60, callMsMax: .minutes(120)))
    #expect(configuration.queues.map(\.id.text) == ["sales", "workshop"])
    #expect(
      configuration.queues[1]
        == QueueConfiguration(
          id: QueueID(unchecked: "workshop"), name: "Workshop", serviceLevelTargetMs: .seconds(40),
          shortAbandonMs: .seconds(5), ringMsMax: .seconds(20), wrapUpMsMax: .seconds(60), lengthMax: 8,
          skills: [SkillRequirement(skill: SkillID(unchecked: "repair"), minLevel: 3)],
          relaxation: [
            RelaxationStep(
              afterMs: .seconds(90), skills: [SkillRequirement(skill: SkillID(unchecked: "repair"), minLevel: 1)])
          ]))
    #expect(
      configuration.queues[0].classes == [PriorityClass(priority: 2, offsetMs: .seconds(60), accelerationPercent: 150)])
    #expect(configuration.flows.map(\.name) == ["main", "german"])
    guard case .menu(let menu) = configuration.flows[0].nodes[1].step else { return #expect(Bool(false)) }
    #expect(menu.prompt == FlowPrompt(name: "main-menu", msMax: .seconds(60), bargeIn: true))
    #expect(
      menu.input
        == FlowInput(
          firstDigitMs: .seconds(6), interDigitMs: .seconds(2), triesMax: 2, noMatchPrompt: "not-understood",
          noInputNext: "to-sales", noMatchNext: "to-sales"))
    #expect(menu.options.map(\.digits) == ["1", "2", "9"])
    #expect(configuration.entryPoints.map(\.dialled) == ["+31201234567", "+31201234568", "+3120123457*", "*"])
  }

  @Test func defaults() throws {
    let file = try read("centre: small\nqueues:\n  only:\n")
    #expect(
      file.configuration.queues == [
        QueueConfiguration(
          id: QueueID(unchecked: "only"), serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5),
          ringMsMax: .seconds(20), wrapUpMsMax: .zero)
      ])
    #expect(
      file.configuration.limits == Limits(openCallsMax: 10_000, queueLengthMax: 1_000, callMsMax: .minutes(240)))
  }

  /// What is written reads as it was.
  @Test(arguments: ["sample", "example", "flow", "odd"]) func thereAndBack(_ which: String) throws {
    var file = try CentreFile.read(Self.sample).get()
    switch which {
    case "example": file = CentreFile(centre: .example, configuration: .example)
    case "flow": file = CentreFile(centre: .example, configuration: .withFlow)
    case "odd":
      var configuration = Configuration.withFlow
      configuration.queues[0].name = "null: \"é\" # \u{2028}\u{0085}\t\\ -\n*"
      configuration.queues[1].name = "no"
      configuration.agents[0].name = "- 電話"
      configuration.queues[0].skills[0].preferred = true
      configuration.queues[1].skills = [
        SkillRequirement(skill: .loans), SkillRequirement(skill: .german, preferred: true),
      ]
      configuration.queues[1].strategy = .bestSkill
      configuration.queues[1].waitGuardMs = Milliseconds(90_061_001)
      file = CentreFile(centre: .example, configuration: configuration)
    default: break
    }
    #expect(mistakes(file.text) == [])
    #expect(try read(file.text) == file)
  }

  @Test func spans() throws {
    func ring(_ text: String) throws -> Int64 {
      try read("centre: a\nqueues: {q: {ring: \(text)}}").configuration.queues[0].ringMsMax.count
    }
    #expect(try ring("500ms") == 500)
    #expect(try ring("20s") == 20_000)
    #expect(try ring("1m30s") == 90_000)
    #expect(try ring("1d2h3m4s5ms") == 93_784_005)
    for wrong in ["20", "s", "1s1m", "-1s", "1.5s", "9223372036854775807d", "1 s", "20S", "1ss"] {
      #expect(
        mistakes("centre: a\nqueues: {q: {ring: \(wrong)}}")
          == ["2:20 ring: ‘\(wrong)’ is no span of time [a span such as 500ms, 20s, 1m30s or 4h]"])
    }
  }
}
