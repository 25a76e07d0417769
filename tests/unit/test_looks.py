"""When a worker looks into a queue of jobs."""

from __future__ import annotations

import threading

from lumetra.engines.jobs.looks import IDLE_SECONDS, IN_USE_SECONDS, Pause


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def looked(clock: Clock) -> Pause:
    """A pause after the first look, which is due at once."""
    pause = Pause(clock)
    clock.now += 1
    pause.note_look(clock.now)
    return pause


def test_a_queue_in_use_is_looked_into_after_the_usual_pause_and_an_idle_one_after_a_long_one() -> None:
    clock = Clock()
    pause = looked(clock)
    assert pause.next_look(clock.now, 1.0) == clock.now + 1.0
    later = clock.now + IN_USE_SECONDS
    assert pause.next_look(later, 1.0) == later + IDLE_SECONDS


def test_the_library_may_wait_longer_when_workers_got_in_each_others_way() -> None:
    clock = Clock()
    pause = looked(clock)
    assert pause.next_look(clock.now, 120.0) == clock.now + 120.0
    assert pause.next_look(clock.now + IN_USE_SECONDS, 120.0) == clock.now + IN_USE_SECONDS + 120.0


def test_a_look_that_was_asked_for_comes_when_it_was_asked_for_and_makes_the_queue_one_in_use() -> None:
    clock = Clock()
    pause = looked(clock)
    clock.now += 100
    pause.look(3.0)
    assert pause.next_look(clock.now, 1.0) == clock.now + 3.0
    clock.now += 3.0
    pause.note_look(clock.now)
    assert pause.next_look(clock.now, 1.0) == clock.now + 1.0


def test_looks_asked_for_one_after_the_other_are_taken_together() -> None:
    clock = Clock()
    pause = looked(clock)
    for _ in range(100):
        pause.look()
    assert clock.now < pause.next_look(clock.now, 1.0) < clock.now + 0.2
    clock.now += 0.2
    pause.note_look(clock.now)
    assert pause.next_look(clock.now, 1.0) == clock.now + 1.0


def test_a_waiting_worker_is_woken_by_a_look_and_by_the_end() -> None:
    pause = Pause()
    pause.wait(0.0)
    ended: list[bool] = []
    waiting = threading.Thread(target=lambda: ended.append(pause.wait(3600.0)))
    waiting.start()
    pause.look()
    waiting.join(60)
    assert ended == [False]
    waiting = threading.Thread(target=lambda: ended.append(pause.wait(3600.0)))
    waiting.start()
    pause.stop()
    waiting.join(60)
    assert ended == [False, True]
    assert pause.is_set()
