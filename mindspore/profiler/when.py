"""schedule: at which steps to record."""

from __future__ import annotations

from mindspore.profiler.choices import ProfilerAction


class schedule:
    """Chooses for each step: leave out `skip_first`, then rounds of `wait`, `warmup`, `active`.

    Args:
        wait: Steps at the beginning of a round that are left out.
        active: Steps that are recorded; what they give is written behind the last one.
        warmup: Steps before them in which the recorder runs, for nothing.
        repeat: How many rounds; 0 for no end.
        skip_first: Steps before the first round.

    >>> when = schedule(wait=1, warmup=0, active=2, repeat=1)
    >>> [when(step).name for step in range(4)]
    ['NONE', 'RECORD', 'RECORD_AND_SAVE', 'NONE']
    """

    def __init__(
        self, *, wait: int, active: int, warmup: int = 0, repeat: int = 0, skip_first: int = 0
    ) -> None:
        for name, count in (("wait", wait), ("warmup", warmup), ("repeat", repeat)):
            if not isinstance(count, int) or count < 0:
                raise ValueError(f"`{name}` needs to be an int from 0, but is {count!r}")
        if not isinstance(active, int) or active < 1:
            raise ValueError(f"`active` needs to be a positive int, but is {active!r}")
        self.wait, self.active, self.warmup = wait, active, warmup
        self.repeat, self.skip_first = repeat, skip_first

    def __call__(self, step: int) -> ProfilerAction:
        """Give what is to be done at a step."""
        length = self.wait + self.warmup + self.active
        round_, place = divmod(step - self.skip_first, length)
        if step < self.skip_first or (self.repeat and round_ >= self.repeat) or place < self.wait:
            return ProfilerAction.NONE
        if place < self.wait + self.warmup:
            return ProfilerAction.WARM_UP
        return ProfilerAction.RECORD_AND_SAVE if place == length - 1 else ProfilerAction.RECORD
