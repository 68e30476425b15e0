"""How a finished plan bears what may happen: the stress test, the time to survive, and answers made tidy."""

from optimizer.stress.trial import stress, tidied

__all__ = ["stress", "tidied"]
