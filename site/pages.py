"""Makes a site of the Markdown files of the repository, which are written for readers of the repository, and of the files that they link to."""

import os
import re
import subprocess
from pathlib import Path, PurePosixPath

from mkdocs.structure.files import File, InclusionLevel

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<=\]\()([^)\s#]+)(?=[)#])")
FENCE = re.compile(r" *(`{3,}|~{3,})\w*")
MARKER = re.compile(r"( *)([-*]|\d+\.) +")
LEXERS = {".conf": "nginx", ".mod": "text", ".proto": "protobuf", ".rs": "rust", ".service": "ini", ".ts": "typescript", ".yml": "yaml"}
DIAGRAM = '<pre class="mermaid">'
# What is larger is downloaded.
LARGEST_LISTING = 40_000


def repository_files():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for path in listed.stdout.splitlines() if (ROOT / path).is_file()]


def on_files(files, config):
    """Adds each page, and what pages link to: a picture or a large file as it is, any other file or folder as a page of its text."""
    everything = repository_files()
    pages = [path for path in everything if path.endswith(".md") and not path.startswith((".ci/", "site/"))]
    linked = {target for page in pages for target in links_of(page, (ROOT / page).read_text())}
    for path in pages:
        files.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
    for name in ("mermaid.min.js", "mermaid.LICENSE.txt"):
        files.append(File.generated(config, name, abs_src_path=str(Path(os.environ["MERMAID"]) / name)))
    for path in sorted(linked - set(pages)):
        parts = [path] if path in everything else [file for file in everything if file.startswith(path + "/")]
        if path.endswith(".png") or sum((ROOT / part).stat().st_size for part in parts) > LARGEST_LISTING:
            files.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
        else:
            files.append(File.generated(config, path + ".md", content=listing(path, parts), inclusion=InclusionLevel.NOT_IN_NAV))
    return files


def listing(title, paths):
    """A page with the text of these files."""
    text = f"---\ntitle: {PurePosixPath(title).name}\nsearch:\n  exclude: true\n---\n\n# {title}\n"
    for path in paths:
        suffix = PurePosixPath(path).suffix
        heading = "" if path == title else f"\n## {PurePosixPath(path).relative_to(title)}\n"
        text += f"{heading}\n``````{LEXERS.get(suffix, suffix[1:] or 'text')}\n{(ROOT / path).read_text()}\n``````\n"
    return text


def links_of(page, text):
    """The files and folders of the repository that a page links to, by their paths from the top."""
    for target in LINK.findall(text):
        path = resolved(page, target)
        if path is not None:
            yield path


def resolved(page, target):
    if ":" in target or target.startswith("/"):
        return None
    path = (ROOT / page).parent / target
    return str(path.resolve().relative_to(ROOT)) if path.exists() else None


def on_page_markdown(markdown, page, config, files):
    """Points links at the pages that were made of other files, and indents lists as Python's Markdown reads them."""

    def link(match):
        path = resolved(page.file.src_uri, match[0])
        return match[0] + ".md" if path is not None and files.get_file_from_path(path + ".md") else match[0]

    return "\n".join(indented(LINK.sub(link, markdown).split("\n")))


def indented(lines):
    """Indents what is inside a list item by four blanks for each list, where CommonMark wants as many as its marker has."""
    offsets = []
    fence = None
    before = ""
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        marker = MARKER.match(line) if fence is None else None
        if marker or (fence is None and not before and line):
            inside = bool(offsets)
            offsets = [offset for offset in offsets if offset <= indent]
            if marker and before and not inside:
                # A list after a line of text.
                yield ""
        begun = FENCE.match(line)
        if fence is None and begun:
            # Without the name behind the language, by which a test finds the block.
            line = begun[0]
        yield ("    " * len(offsets) + line[min(indent, offsets[-1] if offsets else 0) :]).rstrip()
        if marker:
            offsets.append(len(marker[0]))
        if fence is None and begun:
            fence = begun[1]
        elif line.strip() == fence:
            fence = None
        before = line


def on_post_page(output, page, config):
    """Loads the library of diagrams, which is large, where there is a diagram."""
    if DIAGRAM not in output:
        return output
    script = f'<script src="{"../" * page.url.count("/")}mermaid.min.js"></script>'
    return output.replace("</head>", script + "</head>", 1)
