// TrunklineTesting: being written.
