"""One module a command, each with `execute(config) -> exit code`."""
