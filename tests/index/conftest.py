"""The small blog, indexed by each engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_blog import BLOG, ENGINES, document

from index.index import Index


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def index(engine: str, tmp_path: Path) -> Iterator[Index]:
    """An empty index."""
    made = Index(tmp_path, engine)
    yield made
    made.close()


@pytest.fixture(scope="session", params=ENGINES)
def blog(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The small blog, indexed; nothing may write to it."""
    made = Index(tmp_path_factory.mktemp("blog"), request.param)
    made.update((number, one.id, document(one)) for number, one in enumerate(BLOG, start=1))
    yield made
    made.close()
