"""The lists that a site offers: which to try, what they bring, when they are done."""

from scraper.captures import Capture
from scraper.crawl.assemble import assemble, digest
from scraper.crawl.events import ThreadLanded
from scraper.crawl.facts import Work
from scraper.crawl.frontier import Item, Part, Rank, Task, rank_of
from scraper.discovery import READERS
from scraper.urls import is_comment_page, is_trap, looks_like_listing, thread_of, url_key

API = "api:"
"""Marks the pieces of a thread that came from a list, beside those that came from its pages."""

_MOST_LISTS = 50_000


def pending(work: Work) -> bool:
    """Whether the site's lists are still to be dealt with: they say which pages there are."""
    return work.facts.mode == "site" and not work.facts.listed


def read_list(work: Work, item: Item, capture: Capture) -> None:
    """Take in what a list brought."""
    found = READERS[item.via or "sitemap"](capture)
    work.frontier.landed(item, capture, "landed" if found.ok else "skipped")
    work.facts.whole = work.facts.whole and found.ok
    fresh = 0
    for url in found.pages:
        if work.facts.in_scope(url) and not is_trap(url):
            fresh += work.frontier.add(url, Task.PAGE, Rank.PAGE)
    work.facts.found += fresh
    # A list that repeats itself under ever new addresses ends here.
    onward = fresh or not found.pages
    for via, url in found.lists if onward else ():
        if work.facts.in_scope(url, folder=False) and work.facts.lists < _MOST_LISTS:
            work.facts.lists += work.frontier.add(url, Task.LIST, Rank.LIST, via=via)
    for url, draft in found.threads:
        if work.facts.in_scope(url):
            part = Part(item.url, capture.source, capture.fetched, draft)
            work.frontier.add_part(API + url_key(url), part)
            work.facts.found += 1


def advance(work: Work) -> None:
    """Finish the way of listing the site that brought something, or begin the next."""
    facts, frontier = work.facts, work.frontier
    if facts.found or facts.way == "links":
        _tell_threads(work)
        _look_again(work)
        if facts.way == "feed":  # feeds have the posts, and not the pages beside them
            follow(work, [url for url in facts.links if not looks_like_listing(url)])
        facts.listed = True
    elif facts.plan:
        facts.way, lists = facts.plan.pop(0)
        facts.whole = True
        for via, url in lists:
            frontier.add(url, Task.LIST, Rank.LIST, via=via)
    else:
        facts.way = "links"
        follow(work, facts.links)
    frontier.save_facts(facts.dump())


def follow(work: Work, links: list[str] | tuple[str, ...]) -> None:
    """Queue a page's links that may lead to posts."""
    for link in links:
        url = thread_of(link) if is_comment_page(link) else link
        if work.facts.in_scope(url) and not is_trap(url):
            work.frontier.add(url, Task.PAGE, rank_of(Task.PAGE, url))


def _tell_threads(work: Work) -> None:
    """Tell what the lists say of each thread, and queue the pages of those that are new or changed."""
    frontier = work.frontier
    for key in frontier.threads_in_parts(API):
        parts = frontier.parts(key)
        draft = assemble([part.draft for part in parts], whole=work.facts.whole)
        frontier.drop_parts(key)
        changed = frontier.see(key, draft.native_id, digest(draft))
        if changed:
            frontier.tell(ThreadLanded(draft, parts[0].source, parts[0].fetched, draft.url or parts[0].url))
        if draft.url is not None and (changed or frontier.failed(draft.url)):
            frontier.add(draft.url, Task.PAGE, Rank.PAGE)


def _look_again(work: Work) -> None:
    """Queue the pages of threads that an earlier crawl saw and these lists do not tell about."""
    api = any(key.startswith(API) for key, _ in work.frontier.seen())
    if api and not work.facts.whole:
        return
    for key, _ in work.frontier.unseen():
        if key.startswith(API) or not api:
            url = work.frontier.url_of(key.removeprefix(API))
            if url is not None:
                work.frontier.add(url, Task.PAGE, Rank.PAGE)
