"""Reading back what was just sent: asks until the answer is there, at most a minute."""

import json
import time


def until(ask, enough=bool, seconds=60.0):
    """The first answer of `ask()` that is `enough`; raises AssertionError with the last answer or error when time is up."""
    deadline = time.monotonic() + seconds
    last = None
    while time.monotonic() < deadline:
        try:
            last = ask()
            if enough(last):
                return last
        except Exception as error:  # not there yet: the SDKs raise on 404
            last = error
        time.sleep(0.1)
    raise AssertionError(f"not there after {seconds} s: {last!r}")


def report(**facts):
    """The scenario's last line."""
    print("RESULT " + json.dumps(facts, default=str, ensure_ascii=False))
