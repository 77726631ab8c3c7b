"""Takes the pictures in docs/images/ of the sample archive (`pmlarchive demo --port 8765`, then run this).

python docs/screenshots.py [http://127.0.0.1:8765]
"""

import shutil
import sys
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
SCREENS = {"desktop": (1440, 900), "phone": (390, 844)}


def main() -> None:
    """Take home, results and a thread on two screens, light and dark; and a thread in large text."""
    base = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8765").rstrip("/")
    found = httpx.get(f"{base}/api/threads", params={"order": "discussed", "limit": 1}).json()["items"][0][
        "id"
    ]
    pages = {
        "home": "/",
        "results": "/search?q=is MS an immune response to a virus",
        "thread": f"/thread/{found}#comments",
    }
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())
        for size, (width, height) in SCREENS.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                for name, path in pages.items():
                    page.goto(base + path)
                    page.evaluate("document.fonts.ready.then(() => 0)")
                    page.screenshot(path=IMAGES / f"{name}-{size}-{scheme}.png")
                page.close()
        page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="dark")
        page.add_init_script(
            "localStorage.setItem('pmlarchive-comfort',"
            "JSON.stringify({size: 'huge', spacing: 'wide', face: 'legible', theme: 'contrast'}))"
        )
        page.goto(base + pages["thread"])
        page.screenshot(path=IMAGES / "thread-large-contrast.png")
        browser.close()


if __name__ == "__main__":
    main()
