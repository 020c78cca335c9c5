"""Words to goals: the goal language, and the language models that propose in it."""
