"""Comments that people and programs leave on traces, observations, sessions and prompt versions."""
