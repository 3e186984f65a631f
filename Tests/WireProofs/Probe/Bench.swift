struct Bench { func run() throws {} }
