import CallHandling
import Storage
import SystemThreads

extension Membership {
  convenience init(_ member: Member, in ownership: any Ownership) {
    self.init(
      member, in: ownership,
      on: RenewalThreads(executor: ThreadExecutor.Errands(ThreadExecutor()), tick: SystemThread.repeating))
  }
}
