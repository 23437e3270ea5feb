"""Checks a built site: nothing of it comes from another host, no Markdown is left over, its search knows its pages, and Chromium draws every diagram,
without a network.

    check.py DIRECTORY
"""

import re
import subprocess
import sys
import tempfile
import threading
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DIAGRAM = '<pre class="mermaid">'
DRAWN = '<div class="mermaid">'
FOREIGN = re.compile(r"(https?:)?//")


class Resources(HTMLParser):
    """Collects what a browser loads with a page."""

    def __init__(self):
        super().__init__()
        self.urls = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("script", "img", "iframe", "source"):
            self.urls.append(attrs.get("src") or "")
        elif tag == "link" and attrs.get("rel") != "canonical":
            self.urls.append(attrs.get("href") or "")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def foreign(site):
    for page in site.rglob("*.html"):
        resources = Resources()
        resources.feed(page.read_text())
        yield from (f"{page.relative_to(site)} loads {url}" for url in resources.urls if FOREIGN.match(url))
    for sheet in site.rglob("*.css"):
        yield from (f"{sheet.relative_to(site)} loads {url}" for url in re.findall(r"url\([\"']?((?:https?:)?//[^)\"']*)", sheet.read_text()))


def unread(site):
    for page in site.rglob("*.html"):
        yield from (f"{page.relative_to(site)} shows Markdown: {text}" for text in re.findall(r"<p>(?:```|\| |[-*] |\d+\. )[^<\n]*", page.read_text()))


def undrawn(site):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pages = [page for page in sorted(site.rglob("index.html")) if DIAGRAM in page.read_text()]
    print(f"  {len(pages)} pages with diagrams")
    for page in pages:
        path = page.parent.relative_to(site)
        drawn = dom(f"http://localhost:{server.server_port}/{path}/")
        if DIAGRAM in drawn or drawn.count(DRAWN) != page.read_text().count(DIAGRAM):
            yield f"{path} has a diagram that is not drawn"
    server.shutdown()


def dom(url):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--virtual-time-budget=20000", f"--user-data-dir={profile}"]
        alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"
        return subprocess.run(["chromium", *flags, alone, "--dump-dom", url], capture_output=True, text=True, check=True, timeout=120).stdout


def main(site):
    index = (site / "search/search_index.json").read_text()
    problems = [] if '"location":"docs/configuration/' in index else ["the search does not know the page of the configuration"]
    problems += [*foreign(site), *unread(site), *undrawn(site)]
    print("\n".join(problems) or "1 passed, 0 failed")
    return 1 if problems else 0


sys.exit(main(Path(sys.argv[1])))
