"""Heights of a growing list, with the place of any entry in logarithmic time."""

from __future__ import annotations


class Heights:
    """A Fenwick tree: entries can be appended, changed, and cut off at the end."""

    __slots__ = ("_sums", "_values")

    def __init__(self) -> None:
        self._values: list[float] = []
        self._sums: list[float] = [0.0]

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: int) -> float:
        return self._values[index]

    def append(self, height: float) -> None:
        """Add an entry at the end."""
        number = len(self._values) + 1
        stop = number - (number & -number)
        total, below = height, number - 1
        while below > stop:
            total += self._sums[below]
            below -= below & -below
        self._values.append(height)
        self._sums.append(total)

    def set(self, index: int, height: float) -> float:
        """Change an entry; gives the difference."""
        difference = height - self._values[index]
        if difference:
            self._values[index] = height
            number = index + 1
            while number < len(self._sums):
                self._sums[number] += difference
                number += number & -number
        return difference

    def truncate(self, length: int) -> None:
        """Forget the entries from `length` on."""
        del self._values[length:]
        del self._sums[length + 1 :]

    def top(self, index: int) -> float:
        """The sum of all entries before this one; with the length, the sum of all."""
        total = 0.0
        while index > 0:
            total += self._sums[index]
            index -= index & -index
        return total

    def total(self) -> float:
        """The sum of all entries."""
        return self.top(len(self._values))

    def find(self, y: float) -> tuple[int, float]:
        """The entry at this height and how far into it; the last entry below the end."""
        position, step = 0, 1 << len(self._values).bit_length()
        rest = max(0.0, y)
        while step:
            following = position + step
            if following < len(self._sums) and self._sums[following] <= rest:
                position = following
                rest -= self._sums[following]
            step >>= 1
        if position >= len(self._values):
            position = max(0, len(self._values) - 1)
            rest = y - self.top(position)
        return position, rest
