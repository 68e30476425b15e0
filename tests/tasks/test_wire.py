"""Messages over a pipe: whole or not at all."""

from __future__ import annotations

import os
import threading

import pytest

from optimizer.tasks.wire import DONE, STEP, STOP, TASK, Sender, received


def test_messages_arrive_in_order_and_whole_whatever_their_size() -> None:
    reading, writing = os.pipe()
    sender = Sender(writing)
    large = "x" * 1_000_000

    def send() -> None:
        sender.send(STEP, 1)
        sender.send(STOP)
        sender.send(DONE, large)
        sender.close()

    thread = threading.Thread(target=send)
    thread.start()
    assert list(received(reading)) == [(STEP, 1), (STOP, None), (DONE, large)]
    thread.join()
    os.close(reading)


@pytest.mark.parametrize("cut", [1, 3, 5, 9])
def test_a_message_torn_by_the_end_of_its_sender_is_left_out(cut: int) -> None:
    reading, writing = os.pipe()
    sender = Sender(writing)
    sender.send(TASK, "first")
    whole_reading, whole_writing = os.pipe()
    Sender(whole_writing).send(TASK, "second")
    os.write(writing, os.read(whole_reading, 1000)[:cut])
    sender.close()
    assert list(received(reading)) == [(TASK, "first")]
    for end in (reading, whole_reading, whole_writing):
        os.close(end)


def test_a_sender_without_a_reader_is_told() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with pytest.raises(BrokenPipeError):
        Sender(writing).send(STEP)
    os.close(writing)
