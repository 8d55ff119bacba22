"""Mentor support in practice for Nav offices: a Flask plug-in application."""

from typing import TYPE_CHECKING, Any

from hybridmentor._version import __version__

if TYPE_CHECKING:
    from hybridmentor.app import create_app
    from hybridmentor.extension import HybridMentor

__all__ = ["HybridMentor", "__version__", "create_app"]


def __getattr__(name: str) -> Any:
    # Commands that only compute import this package too: the web stack is loaded when it is asked for.
    if name == "HybridMentor":
        from hybridmentor.extension import HybridMentor

        return HybridMentor
    if name == "create_app":
        from hybridmentor.app import create_app

        return create_app
    raise AttributeError(name)
