"""What is kept of answers, and who waits for whom."""

import threading

import pytest

from kg.store import Dataset
from kg.web.cache import Kept, Key, ResultCache, query_hash
from kg.web.turns import Turns


def key(text: str) -> Key:
    return Key(query_hash(text), Dataset(), "text/csv")


def test_what_was_not_used_for_longest_goes_first() -> None:
    cache = ResultCache(16 * 1024 * 16)
    body = b"x" * 15_000
    names = [str(number) for number in range(18)]
    for name in names:
        cache.keep(key(name), Kept(body))
        cache.answer(key("0"))
    held = [name for name in names if cache.answer(key(name))]
    assert held == ["0", *names[-15:]]
    assert 0 < cache.size <= 16 * 1024 * 16


def test_one_answer_takes_a_sixteenth_at_most() -> None:
    cache = ResultCache(1 << 20)
    cache.keep(key("large"), Kept(b"x" * (1 << 16)))
    assert (cache.answer(key("large")), cache.size) == (None, 0)
    cache.keep(key("fits"), Kept(b"x" * 60_000))
    assert cache.answer(key("fits")) == Kept(b"x" * 60_000)


def test_keeping_the_same_again_takes_no_more_room() -> None:
    cache = ResultCache(1 << 20)
    cache.keep(key("a"), Kept(b"x" * 1000))
    size = cache.size
    cache.keep(key("a"), Kept(b"x" * 1000))
    assert cache.size == size


def test_words_take_room_too() -> None:
    cache = ResultCache(1 << 14)
    for number in range(1000):
        cache.remember(bytes([number % 256, number // 256]), key("a"))
    assert cache.size <= 1 << 14
    assert cache.known(bytes([999 % 256, 999 // 256])) == key("a")
    assert cache.known(bytes([0, 0])) is None


def test_without_room_nothing_is_kept() -> None:
    cache = ResultCache(0)
    cache.keep(key("a"), Kept(b""))
    cache.remember(b"a", key("a"))
    assert (cache.answer(key("a")), cache.known(b"a"), cache.size) == (None, None, 0)


def test_an_empty_answer_is_one() -> None:
    cache = ResultCache(1 << 20)
    cache.keep(key("a"), Kept(b""))
    assert cache.answer(key("a")) == Kept(b"")


def test_many_threads() -> None:
    cache = ResultCache(1 << 18)

    def run(seed: int) -> None:
        for number in range(300):
            name = str(number * seed % 40)
            cache.keep(key(name), Kept(name.encode() * 200))
            assert cache.answer(key(name)) in {None, Kept(name.encode() * 200)}

    threads = [threading.Thread(target=run, args=(seed,)) for seed in (3, 7, 11, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = [name for name in map(str, range(40)) if cache.answer(key(name))]
    assert cache.size == sum(len(name) * 200 + 512 for name in held)


def test_one_turn_at_a_time() -> None:
    turns = Turns()
    with (
        turns.turn("a", 1),
        turns.turn("b", 1),
        pytest.raises(TimeoutError),
        turns.turn("a", 0.01),
    ):
        pytest.fail("it was not its turn")
    with turns.turn("a", 0):
        pass


def test_a_turn_ends_with_whoever_fails() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="no answer"), turns.turn("a", 1):
        raise ValueError("no answer")
    with turns.turn("a", 0):
        pass


def test_a_crowd_does_not_wait() -> None:
    turns = Turns(crowd=1)
    entered = threading.Event()

    def wait() -> None:
        with turns.turn("a", 60):
            entered.set()

    with turns.turn("a", 1):
        thread = threading.Thread(target=wait)
        thread.start()
        while not turns._waiting:
            pass
        with turns.turn("a", 0):
            assert not entered.is_set()
    thread.join()
    assert entered.is_set()
    assert (turns._waiting, turns._turns) == (0, {})
