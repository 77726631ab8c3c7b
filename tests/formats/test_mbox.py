"""Mails in an mbox file."""

import io

import pytest

from pmlarchive.errors import NotAThread
from scraper.draft import DraftThread
from scraper.formats.mbox import read_mbox


def mail(
    number: int, *, to: str | None = None, body: str = "Words.", subject: str = "Rebound", **more: str
) -> str:
    headers = {
        "From": "=?utf-8?q?J=C3=BCrgen_K=2E?= <jk@example.org>", "Date": "Mon, 02 Jun 2014 06:31:00 +0200",
        "Message-ID": f"<m{number}@list.example>", "Subject": subject,
    } | more  # fmt: skip
    if to:
        headers["In-Reply-To"] = f"<{to}@list.example>"
    head = "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in headers.items())
    return f"From jk@example.org Mon Jun  2 06:31:00 2014\n{head}\n{body}\n\n"


def read(*mails: str, notes: list[str] | None = None) -> list[DraftThread]:
    return list(read_mbox(io.BytesIO("".join(mails).encode()), notes if notes is not None else []))


def test_mails_thread_by_what_they_answer() -> None:
    threads = read(
        mail(3, to="m2", subject="Re: Rebound"), mail(1), mail(2, to="m1", subject="AW: Re: Rebound"), mail(9)
    )
    assert [len(thread.comments) for thread in threads] == [2, 0]
    thread = threads[0]
    assert (thread.title, thread.author, thread.text) == ("Rebound", "Jürgen K.", "Words.")
    assert thread.date.value == "2014-06-02T06:31:00+02:00"
    assert thread.url == "urn:mid:m1@list.example"
    assert [(c.native_id, c.parent) for c in thread.comments] == [
        ("m3@list.example", "m2@list.example"),
        ("m2@list.example", None),
    ]
    assert "jk@example.org" not in repr(threads), "addresses are nobody's business"


def test_a_conversation_whose_beginning_is_missing() -> None:
    [thread] = read(mail(2, to="m1", subject="Re: Rebound"), mail(3, to="m1"))
    assert (thread.title, thread.text, len(thread.comments)) == ("Rebound", "", 2)
    assert thread.notes


def test_references_serve_where_in_reply_to_is_missing() -> None:
    [thread] = read(mail(1), mail(2, to="m1"), mail(3, References="<m1@list.example> <m2@list.example>"))
    assert [c.parent for c in thread.comments] == [None, "m2@list.example"]


def test_circles_and_chains_end() -> None:
    circle = [mail(1, to="m2"), mail(2, to="m1")]
    assert sum(1 + len(thread.comments) for thread in read(*circle)) == 2
    chain = [mail(n, to=f"m{n - 1}" if n > 1 else None) for n in range(1, 1200)]
    [thread] = read(*chain)
    assert len(thread.comments) == 1198


def test_lines_that_begin_with_from() -> None:
    [thread] = read(mail(1, body="Hi\n\n>From here on.\nFrom me too."), mail(2, to="m1"))
    assert thread.text == "Hi\n\nFrom here on.\nFrom me too."


def test_mails_that_answer_nothing_are_no_threads() -> None:
    with pytest.raises(NotAThread, match="none says"):
        read(mail(1), mail(2))


NOTICE = """New comment on your post "The kissing virus"
Author: Dee (carer) (IP address: 192.0.2.1, host.example)
Email: dee@example.org
URL: http://dee.example/
In reply to: https://grey.example/wp-admin/comment.php?action=editcomment&c=137#wpbody-content
Comment:
Thank you. That is exactly
what I wanted.

I will save the crossness.

You can see all comments on this post here:
https://grey.example/2011/09/the-kissing-virus/#comments

Permalink: https://grey.example/2011/09/the-kissing-virus/#comment-145
Trash it: https://grey.example/wp-admin/comment.php?action=trash&c=145
"""


def test_a_notice_of_a_comment_is_that_comment() -> None:
    waiting = NOTICE.replace('New comment on your post "The', 'A new comment on the post "The')
    threads = read(mail(1, body=NOTICE), mail(2, body=waiting), mail(3, body=NOTICE.replace("145", "150")))
    [thread] = threads
    assert (thread.url, thread.title) == (
        "https://grey.example/2011/09/the-kissing-virus/",
        "The kissing virus",
    )
    first, second = thread.comments
    assert (first.native_id, first.parent, second.native_id) == ("145", "137", "150")
    assert (first.author, first.author_url) == ("Dee (carer)", "http://dee.example/")
    assert first.text == "Thank you. That is exactly\nwhat I wanted.\n\nI will save the crossness."
    assert "192.0.2.1" not in repr(threads)
    assert not thread.complete


def test_html_mail_and_attachments() -> None:
    body = (
        '--b\nContent-Type: text/plain; name="x.txt"\nContent-Disposition: attachment\n\nnot this\n'
        "--b\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
        "<p>Gr=FC=DFe</p><script>x</script>\n--b--\n"
    )
    [thread] = read(mail(1, body=body, Content_Type='multipart/mixed; boundary="b"'), mail(2, to="m1"))
    assert thread.text == "Grüße"
