"""Where events come in: authenticate, bound, check that the payload can be read, append to the log, answer."""
