"""What the tests of formats share."""

import pytest

from pmlarchive.demo.blog import SampleBlog
from pmlarchive.demo.content import SITES


@pytest.fixture
def sample_app() -> SampleBlog:
    """The sample blogs, asked without a network."""
    blog = SampleBlog()
    for key in SITES:
        blog.at(key, f"http://{key}.example")
    return blog
