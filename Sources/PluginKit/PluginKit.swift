// PluginKit: being written.
