import Glibc

/// Seconds of processors that this process and the servers have used so far: what a measurement costs, which a machine
/// that is busy with other things changes less than the time it takes.
struct ProcessorTime {
  let program: Double
  let server: Double
  /// Of Kafka; 0 where it is not known.
  let broker: Double

  /// For names of figures.
  static var parts: [(name: String, seconds: (ProcessorTime) -> Double)] {
    [("program", { $0.program }), ("server", { $0.server }), ("broker", { $0.broker })]
  }

  /// - Parameters:
  ///   - dataFolder: of the running server.
  ///   - broker: its process.
  static func now(serverOf dataFolder: String, broker: Int?) -> ProcessorTime {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return ProcessorTime(
      program: seconds(usage.ru_utime) + seconds(usage.ru_stime), server: serverSeconds(dataFolder),
      broker: broker.map { seconds(ofProcess: $0) } ?? 0)
  }

  func since(_ start: ProcessorTime) -> ProcessorTime {
    ProcessorTime(program: program - start.program, server: server - start.server, broker: broker - start.broker)
  }

  /// Of one that runs; 0 when there is none.
  static func seconds(ofProcess process: Int) -> Double {
    Double(fields(ofProcess: process)?[11...12].reduce(0) { $0 + (Int($1) ?? 0) } ?? 0) / ticksPerSecond
  }

  private static var ticksPerSecond: Double { Double(sysconf(Int32(_SC_CLK_TCK))) }

  /// After the name in parentheses: state, parent, … and from the 12th on user, system, and those of ended children.
  private static func fields(ofProcess process: Int) -> [Substring]? {
    let fields = text("/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
    return fields.count > 14 ? fields : nil
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }

  /// Of the postmaster, of its processes, and of those that have ended.
  private static func serverSeconds(_ dataFolder: String) -> Double {
    let first = text(dataFolder + "/postmaster.pid").split(separator: "\n").first
    guard let postmaster = first.flatMap({ Int($0) }), let folder = opendir("/proc") else { return 0 }
    defer { closedir(folder) }
    var ticks = 0
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard let process = Int(name), let fields = fields(ofProcess: process) else { continue }
      if process == postmaster {
        ticks += fields[11...14].reduce(0) { $0 + (Int($1) ?? 0) }
      } else if Int(fields[1]) == postmaster {
        ticks += fields[11...12].reduce(0) { $0 + (Int($1) ?? 0) }
      }
    }
    return Double(ticks) / ticksPerSecond
  }

  private static func text(_ path: String) -> String {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    let count = read(file, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }
}
