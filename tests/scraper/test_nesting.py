"""Which element lies in which, however deep."""

from lxml.html import HtmlElement

from scraper.platforms.nesting import holders
from scraper.soup import parse_fragment


def test_the_nearest_of_some_elements_that_each_lies_in() -> None:
    root = parse_fragment(
        "<div id=a><p><div id=b></div></p><div><div id=c></div></div></div><div id=d></div><b id=e><i id=f></i></b>"
    )
    boxes: list[HtmlElement] = root.xpath("//*[@id]")
    assert [box.get("id") for box in boxes] == ["a", "b", "c", "d", "e", "f"]
    assert holders(boxes) == [None, 0, 0, None, None, 4]


def test_ten_thousand_levels_and_as_many_beside_each_other() -> None:
    root = parse_fragment("")
    boxes: list[HtmlElement] = []
    for _ in range(10_000):
        inner = root.makeelement("div")
        (boxes[-1] if boxes else root).append(inner)
        boxes.append(inner)
    assert holders(boxes) == [None, *range(9_999)]
    lowest = boxes[-1]
    beside = [lowest.makeelement("div") for _ in range(10_000)]
    lowest.extend(beside)
    assert holders(beside) == [None] * 10_000
