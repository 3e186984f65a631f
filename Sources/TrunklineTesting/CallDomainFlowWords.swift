package import Events
package import Values

// A centre with a flow, as the stories and the schedules know it.
extension Configuration {
  package static let flowNumber = "+31201234567"
  package static let directNumber = "+31201230000"

  /// The example, and for `flowNumber` the flow `main`; every other number of +3120123 leads straight to `support`.
  package static var withFlow: Configuration {
    var configuration = Configuration.example
    configuration.flows = [.main]
    configuration.entryPoints = [
      EntryPoint(dialled: flowNumber, target: .flow(EntryPointFlow(flow: "main"))),
      EntryPoint(dialled: "+3120123*", target: .queue(EntryPointQueue(queue: .support, priority: 5))),
    ]
    return configuration
  }
}

extension Flow {
  /// welcome → menu: 1 sales, 2 account (masked) → support, 3 order → support, 9 the menu again, *0 goodbye; a full
  /// `support` says so and ends. Two tries, 5 s for the first digit, 2 s between two.
  package static let main = Flow(
    name: "main",
    nodes: [
      FlowNode(name: "welcome", step: .play(PlayNode(prompt: .heard("welcome"), next: "menu"))),
      FlowNode(
        name: "menu",
        step: .menu(
          MenuNode(
            prompt: .heard("main-menu"),
            input: .asked(noMatchPrompt: "sorry", noInput: "to-support", noMatch: "goodbye"),
            options: [
              MenuOption(digits: "1", name: "sales", next: "to-sales"),
              MenuOption(digits: "2", name: "account", next: "account"), MenuOption(digits: "3", next: "order"),
              MenuOption(digits: "9", name: "again", next: "menu"), MenuOption(digits: "*0", next: "goodbye"),
            ]))),
      FlowNode(
        name: "account",
        step: .collect(
          CollectNode(
            prompt: .heard("enter-account", bargeIn: false),
            input: .asked(noInput: "to-support", noMatch: "to-support"),
            digitsMin: 4, digitsMax: 6, terminator: "#", masked: true, next: "to-support"))),
      FlowNode(
        name: "order",
        step: .collect(
          CollectNode(
            prompt: .heard("enter-order"), input: .asked(noInput: "goodbye", noMatch: "goodbye"), digitsMin: 2,
            digitsMax: 3, terminator: "#", next: "to-support"))),
      FlowNode(
        name: "to-sales",
        step: .queue(
          QueueNode(queue: .sales, priority: 2, skills: [SkillRequirement(skill: .loans, minLevel: 3)]))),
      FlowNode(name: "to-support", step: .queue(QueueNode(queue: .support, otherwise: "busy"))),
      FlowNode(name: "busy", step: .play(PlayNode(prompt: .heard("all-busy", bargeIn: false), next: "goodbye"))),
      FlowNode(name: "goodbye", step: .hangUp(HangUpNode(cause: "served"))),
    ])
}

extension Flow {
  /// The same with one try at each node.
  package static var hasty: Flow {
    var flow = Flow.main
    for index in flow.nodes.indices {
      switch flow.nodes[index].step {
      case .menu(var menu):
        menu.input.triesMax = 1
        flow.nodes[index].step = .menu(menu)
      case .collect(var collect):
        collect.input.triesMax = 1
        flow.nodes[index].step = .collect(collect)
      case .play, .queue, .hangUp, .unknown: break
      }
    }
    return flow
  }
}

extension FlowPrompt {
  package static func heard(_ name: String, bargeIn: Bool = true) -> FlowPrompt {
    FlowPrompt(name: name, msMax: .seconds(10), bargeIn: bargeIn)
  }
}

extension FlowInput {
  package static func asked(noMatchPrompt: String = "", noInput: String, noMatch: String) -> FlowInput {
    FlowInput(
      firstDigitMs: .seconds(5), interDigitMs: .seconds(2), triesMax: 2, noMatchPrompt: noMatchPrompt,
      noInputNext: noInput, noMatchNext: noMatch)
  }
}

extension CallArrived {
  package static func dialling(_ number: String, _ call: CallID = .one) -> CallArrived {
    CallArrived(call: call, direction: .inbound, dialled: number)
  }
}
