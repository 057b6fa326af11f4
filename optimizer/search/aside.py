"""Parts of a large problem searched in processes of their own, so that none can take the plan with it.

A process reads one JSON object a line, a part and its limits, and writes every better plan and then what it
ended with. Its library is native code that may abort: then this one goes on with the plan it has, says what
happened, and starts another. Stopping is ending the process, which takes a moment whatever it is doing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import Final

from pydantic import BaseModel, ValidationError

from optimizer.search.budget import Budget
from optimizer.search.part import Part, Relaxed

# A process that dies so often is not started again.
_LIVES: Final = 3


class Order(BaseModel):
    """A part to be searched, or only relaxed, and what that may take."""

    number: int
    part: Part
    seconds: float | None
    work: float | None
    workers: int
    seed: int
    relaxed: bool = False


class Word(BaseModel):
    """A better plan of a part, or, where it is the last word, what its search ended with."""

    number: int
    columns: list[int] | None
    is_last: bool = False
    is_proven: bool = False
    bound: int | None = None
    work: float = 0.0
    relaxed: Relaxed | None = None


@dataclass(slots=True)
class Aside:
    """One process that searches parts, one at a time.

    Attributes:
        failures: what befell it, in words.
    """

    words: SimpleQueue[tuple[Aside, Word | None]]
    failures: list[str]
    busy_with: int | None = None
    deaths: int = 0
    _child: subprocess.Popen[str] | None = None
    _ended: set[int] = field(default_factory=set)

    @property
    def is_usable(self) -> bool:
        """Whether it may be asked again."""
        return self.deaths < _LIVES

    def warm_up(self) -> None:
        """Start the process ahead of the first part."""
        if self._child is None:
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-X", "utf8", "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
            threading.Thread(target=self._hear, args=(self._child,), daemon=True).start()

    def ask(self, order: Order) -> None:
        """Hand a part over; what is said of it comes by the queue."""
        self.warm_up()
        self.busy_with = order.number
        child = self._child
        if child is None or child.stdin is None:
            raise AssertionError("a process that was started has an input")
        with suppress(OSError):  # that it is gone is heard from the other pipe
            child.stdin.write(order.model_dump_json() + "\n")
            child.stdin.flush()

    def _hear(self, child: subprocess.Popen[str]) -> None:
        with suppress(OSError, ValueError):  # what was said of a process that was ended is not needed
            for line in child.stdout or ():
                try:
                    self.words.put((self, Word.model_validate_json(line)))
                except ValidationError:
                    break
        code = child.wait()
        if child.pid not in self._ended:
            self._ended.add(child.pid)
            self.failures.append(_said_of(code))
            self.words.put((self, None))

    def died(self) -> None:
        """Take note that the process is gone."""
        self.deaths += 1
        self.busy_with = None
        self._let_go()

    def end(self) -> None:
        """End the process, whatever it is doing; the next part starts another."""
        child = self._child
        if child is not None:
            self._ended.add(child.pid)
            child.kill()
            child.wait()
        self.busy_with = None
        self._let_go()

    def _let_go(self) -> None:
        child, self._child = self._child, None
        if child is not None and child.stdin is not None:
            with suppress(OSError):  # what was not yet sent is lost with it
                child.stdin.close()


def _said_of(code: int) -> str:
    if code < 0:
        with suppress(ValueError):
            return f"a search was ended by {signal.Signals(-code).name}; the plan before it was kept"
    return f"a search ended with code {code}; the plan before it was kept"


class Team:
    """Some processes, and what they say."""

    def __init__(self, size: int) -> None:
        self.failures: list[str] = []
        self._words: SimpleQueue[tuple[Aside, Word | None]] = SimpleQueue()
        self.members = [Aside(self._words, self.failures) for _ in range(size)]
        self._orders = 0

    def __enter__(self) -> Team:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self.members:
            member.end()

    def idle(self) -> list[Aside]:
        """Those that have nothing to do."""
        return [member for member in self.members if member.busy_with is None and member.is_usable]

    def ask(self, member: Aside, part: Part, budget: Budget, *, relaxed: bool = False) -> int:
        """Have a part searched, or relaxed; the number under which it is spoken of."""
        self._orders += 1
        work = budget.work_left()
        member.ask(
            Order(
                number=self._orders,
                part=part,
                seconds=budget.left(),
                work=work,
                workers=budget.workers,
                seed=budget.seed,
                relaxed=relaxed,
            )
        )
        return self._orders

    def heard(self, seconds: float) -> Iterator[tuple[Aside, Word | None]]:
        """What was said by now, after waiting so long for the first word; None from one that died."""
        with suppress(Empty):
            member, word = self._words.get(timeout=seconds)
            while True:
                if word is None:
                    member.died()
                    yield member, None
                elif word.number == member.busy_with:
                    if word.is_last:
                        member.busy_with = None
                    yield member, word
                member, word = self._words.get_nowait()


def main() -> None:
    """Be the process: search one part after the other until nobody asks any more."""
    # Whoever interrupts a terminal means the other process, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import_module("optimizer.search.part_search")  # takes a while, and is not to wait for the first part
    orders: SimpleQueue[Order] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            orders.put(Order.model_validate_json(line))
        os._exit(0)  # nobody is left to hear of anything

    threading.Thread(target=read, daemon=True).start()
    lock = threading.Lock()

    def say(word: Word) -> None:
        with lock:
            try:
                sys.stdout.write(word.model_dump_json() + "\n")
                sys.stdout.flush()
            except BrokenPipeError:
                os._exit(0)

    while True:
        _answer(orders.get(), say)


def _answer(order: Order, say: Callable[[Word], None]) -> None:
    """Search a part, or relax it."""
    # OR-Tools takes a while to load; the other process need not wait for it.
    from optimizer.search.part_relaxation import relaxed_part  # noqa: PLC0415 - see above
    from optimizer.search.part_search import search_part  # noqa: PLC0415 - see above

    budget = Budget(order.seconds, work=order.work, workers=order.workers, seed=order.seed)
    number = order.number
    if order.relaxed:
        say(Word(number=number, columns=None, is_last=True, relaxed=relaxed_part(order.part, budget)))
        return
    found = search_part(order.part, budget, lambda columns: say(Word(number=number, columns=columns)))
    say(
        Word(
            number=number,
            columns=found.columns,
            is_last=True,
            is_proven=found.is_proven,
            bound=found.bound,
            work=found.work,
        )
    )


if __name__ == "__main__":
    main()
