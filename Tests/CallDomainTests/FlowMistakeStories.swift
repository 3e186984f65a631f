import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// What stands against a flow, all at once and each in its place.
@Suite struct FlowMistakeStories {
  static func mistakes(_ change: (inout Configuration) -> Void) -> [String] {
    var configuration = Configuration.withFlow
    change(&configuration)
    return configuration.mistakes().map(\.description)
  }

  static func menuMistakes(_ change: @escaping (inout MenuNode) -> Void) -> [String] {
    mistakes { configuration in
      guard case .menu(var menu) = configuration.flows[0].nodes[1].step else { return }
      change(&menu)
      configuration.flows[0].nodes[1].step = .menu(menu)
    }
  }

  static func orderMistakes(_ change: @escaping (inout CollectNode) -> Void) -> [String] {
    mistakes { configuration in
      guard case .collect(var collect) = configuration.flows[0].nodes[3].step else { return }
      change(&collect)
      configuration.flows[0].nodes[3].step = .collect(collect)
    }
  }

  @Test func theExampleHasNone() { #expect(Self.mistakes { _ in }.isEmpty) }

  @Test func names() {
    #expect(
      Self.mistakes {
        $0.flows.append(Flow(name: "main", nodes: [FlowNode(name: "end", step: .hangUp(HangUpNode()))]))
        $0.flows.append(Flow(name: "a b"))
        $0.flows[0].nodes.append(FlowNode(name: "goodbye", step: .unknown(24)))
      } == [
        "flows[0].nodes[8].name: named twice", "flows[0].nodes[8]: step 24 is of a newer version: update this server",
        "flows[1].name: named twice",
        "flows[2].name: must be 1 to 63 of A-Z a-z 0-9 . _ -, beginning with a letter or digit",
        "flows[2].nodes: missing: a flow needs a node",
      ])
  }

  @Test func wherePathsLead() {
    #expect(
      Self.mistakes {
        $0.flows[0].nodes[0].step = .play(PlayNode(prompt: .heard("welcome"), next: "menue"))
      } == [
        "flows[0].nodes[0].play.next: menue is not a node of this flow",
        "flows[0].nodes[1]: no way leads to menu", "flows[0].nodes[2]: no way leads to account",
        "flows[0].nodes[3]: no way leads to order", "flows[0].nodes[4]: no way leads to to-sales",
        "flows[0].nodes[5]: no way leads to to-support", "flows[0].nodes[6]: no way leads to busy",
        "flows[0].nodes[7]: no way leads to goodbye",
      ])
    #expect(
      Self.menuMistakes({
        $0.input.noMatchNext = ""
        $0.options[4].next = "nowhere"
      }) == [
        "flows[0].nodes[1].menu.options[4].next: nowhere is not a node of this flow",
        "flows[0].nodes[1].menu.input.noMatchNext: missing: the flow would end dead here",
      ])
  }

  @Test func circlesWithoutInput() {
    #expect(
      Self.mistakes {
        $0.flows[0].nodes[6].step = .play(PlayNode(prompt: .heard("all-busy"), next: "to-support"))
      } == ["flows[0].nodes[5]: who presses nothing goes round for ever: to-support → busy → to-support"])
    #expect(
      Self.menuMistakes({ $0.input.noInputNext = "menu" })
        == ["flows[0].nodes[1]: who presses nothing goes round for ever: menu → menu"])
    // With a key of the caller a circle is his own wish.
    #expect(Self.menuMistakes({ $0.input.noMatchNext = "menu" }).isEmpty)
  }

  @Test func menus() {
    #expect(
      Self.menuMistakes({
        $0.prompt.name = ""
        $0.prompt.msMax = .zero
        $0.input.triesMax = 0
        $0.input.firstDigitMs = .zero
        $0.input.interDigitMs = .seconds(-1)
        $0.input.noMatchPrompt = String(repeating: "p", count: 256)
        $0.options.append(MenuOption(digits: "12", name: "sales", next: "order"))
        $0.options.append(MenuOption(digits: "2", next: "order"))
        $0.options.append(MenuOption(digits: "x", name: "-", next: "order"))
        $0.options.append(MenuOption(next: "order"))
      }) == [
        "flows[0].nodes[1].menu.prompt.name: missing: the caller would hear nothing",
        "flows[0].nodes[1].menu.prompt.msMax: must be more than 0",
        "flows[0].nodes[1].menu.input.firstDigitMs: must be more than 0",
        "flows[0].nodes[1].menu.input.interDigitMs: must be more than 0",
        "flows[0].nodes[1].menu.input.triesMax: must be 1 to 10",
        "flows[0].nodes[1].menu.input.noMatchPrompt: more than 255 bytes",
        "flows[0].nodes[1].menu.options[5].digits: ambiguous: option 1 is taken as soon as it is pressed",
        "flows[0].nodes[1].menu.options[5].name: named twice",
        "flows[0].nodes[1].menu.options[6].digits: 2 is another option's already",
        "flows[0].nodes[1].menu.options[7].digits: must be 1 to 8 of 0-9 * #",
        "flows[0].nodes[1].menu.options[7].name: must be \(TextIdentifierRule.statement)",
        "flows[0].nodes[1].menu.options[8].digits: must be 1 to 8 of 0-9 * #",
      ])
    #expect(Self.menuMistakes({ $0.options = [] }).first?.hasSuffix("missing: a menu needs an option") == true)
  }

  @Test func inputs() {
    #expect(
      Self.orderMistakes({
        $0.digitsMin = 0
        $0.digitsMax = 65
        $0.terminator = "##"
      }) == [
        "flows[0].nodes[3].collect.digitsMin: must be at least 1",
        "flows[0].nodes[3].collect.digitsMax: more than 64", "flows[0].nodes[3].collect.terminator: must be * or #",
      ])
    #expect(
      Self.orderMistakes({ $0.digitsMin = 9 }) == ["flows[0].nodes[3].collect.digitsMax: must be at least digitsMin"])
  }

  @Test func linesAndNumbers() {
    let skills = (1...64).map { SkillRequirement(skill: SkillID(unchecked: "s\($0)")) }
    let nowhere = QueueID(unchecked: "nowhere")
    #expect(
      Self.mistakes {
        $0.flows[0].nodes[4].step = .queue(QueueNode(queue: .sales, skills: skills))
        $0.flows[0].nodes[5].step = .queue(QueueNode(queue: nowhere, otherwise: "busy"))
        $0.entryPoints[1].dialled = Configuration.flowNumber
        $0.entryPoints.append(EntryPoint(dialled: "+31 20", target: .flow(EntryPointFlow(flow: "mein"))))
        $0.entryPoints.append(EntryPoint(dialled: "+", target: .queue(EntryPointQueue(queue: nowhere))))
        $0.entryPoints.append(EntryPoint(dialled: "*", target: .unknown(9)))
      } == [
        "flows[0].nodes[4].queue.skills: more than 64 with those of sales",
        "flows[0].nodes[5].queue.queue: nowhere is not a queue", "entryPoints[1].dialled: named twice",
        "entryPoints[2].dialled: must be digits after an optional +, and may end with *",
        "entryPoints[2].flow: mein is not a flow",
        "entryPoints[3].dialled: must be digits after an optional +, and may end with *",
        "entryPoints[3].queue: nowhere is not a queue",
        "entryPoints[4]: target 9 is of a newer version: update this server",
      ])
  }

  @Test func tooMuch() {
    #expect(
      Self.mistakes {
        let node = $0.flows[0].nodes[7]
        $0.flows[0].nodes += Array(repeating: node, count: 200)
      } == ["flows[0].nodes: more than 200"])
    #expect(
      Self.menuMistakes({ $0.options = Array(repeating: $0.options[0], count: 51) }).first
        == "flows[0].nodes[1].menu.options: more than 50")
  }
}
