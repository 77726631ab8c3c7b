"""pmlarchive: keep a blog and every reply under it, find any passage, read whole discussions."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("pmlarchive")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "0"
