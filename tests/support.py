"""What the fixtures hand to tests, as types."""

from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class RunCoroutine(Protocol):
    """Run a coroutine to its end on a fresh event loop; TimeoutError after `timeout` seconds."""

    def __call__(self, coroutine: Coroutine[Any, Any, T], timeout: float = 10) -> T: ...
