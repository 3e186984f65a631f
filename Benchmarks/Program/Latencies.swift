/// Spans in milliseconds, sorted.
struct Latencies {
  let sorted: [Double]

  init(_ spans: [Double]) { sorted = spans.sorted() }

  var p50: Double { percentile(0.5) }
  var p99: Double { percentile(0.99) }
  /// Zero of none.
  var max: Double { sorted.last ?? 0 }

  private func percentile(_ share: Double) -> Double { sorted.isEmpty ? 0 : sorted.percentileOfSorted(share) }

  /// The same, and `NAME.max`.
  func writeWithMax(_ name: String, to writer: FigureWriter) throws {
    try write(name, to: writer)
    try writer.write(Figure(name: "\(name).max", value: max, unit: "ms"))
  }

  /// `NAME.p50`, and `NAME.p99` beside it.
  func write(_ name: String, to writer: FigureWriter) throws {
    try writer.write(Figure(name: "\(name).p50", value: p50, unit: "ms"))
    try writer.write(
      Figure(
        name: "\(name).p99", value: p99, unit: "ms", baseline: .init(name: "p50", value: p50),
        ratio: p50 > 0 ? p99 / p50 : nil))
  }
}
