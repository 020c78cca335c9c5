"""The language model that is shipped: a small transformer from words to proposals."""
