"""Values of every command's configuration, in Hydra groups; `agent.config` says what they mean."""
