/// What the rounds of a rebuild and of the bare loop beside it add up to.
struct RebuildSummary {
  private let events: Int
  /// What the bare loop does, in the figures.
  private let bareName: String
  private var rates: [Double] = []
  private var bareRates: [Double] = []
  private var costs: [ProcessorTime] = []
  private var bareCosts: [ProcessorTime] = []
  private var memoryMiB = 0.0

  init(events: Int, onKafka: Bool) {
    self.events = events
    bareName = onKafka ? "records consumed" : "bodies copied out"
  }

  mutating func add(
    _ span: Duration, cost: ProcessorTime, memoryMiB: Double, bare: Duration, bareCost: ProcessorTime
  ) {
    rates.append(Double(events) / span.seconds)
    bareRates.append(Double(events) / bare.seconds)
    costs.append(cost)
    bareCosts.append(bareCost)
    self.memoryMiB = max(self.memoryMiB, memoryMiB)
  }

  func write(_ name: String, to writer: FigureWriter) throws {
    try writer.write(
      Figure(
        name: "\(name).events", value: rates.median, unit: "events/s",
        baseline: .init(name: bareName, value: bareRates.median),
        ratio: zip(rates, bareRates).map { $0 / $1 }.median))
    try writer.write(Figure(name: "\(name).memory.peak", value: memoryMiB, unit: "MiB"))
    for (part, seconds) in ProcessorTime.parts {
      func each(_ costs: [ProcessorTime]) -> Double { costs.map(seconds).median * 1_000_000 / Double(events) }
      guard each(costs) > 0 else { continue }
      try writer.write(
        Figure(
          name: "\(name).cpu.\(part)", value: each(costs), unit: "us/event",
          baseline: .init(name: bareName, value: each(bareCosts))))
    }
  }
}
