"""A story as a saved page, a Word file, an e-book and Markdown."""

from __future__ import annotations

import base64

from documents import build_docx, build_epub, build_paragraph

PROSE = "The ferry came back on Monday, and everybody who had waited for it went aboard. " * 3
MORE = "Shops on the island say that the week before Easter brings half of their income. " * 3
CAPTION = "The pier of Skerrow on the morning after the storm."
NOTE = "Minutes of the council of Dunmere, page 4."
CODE = "total += stalls[i].rent"
CORRECTION = "Correction: An earlier version of this story named the wrong pier."
ROWS = [(f"Pier {number}", f"{number} boats") for number in range(1, 30)]
EPUB = 'xmlns:epub="http://www.idpf.org/2007/ops" epub:type'
HTML = (
    f"<p>{PROSE}</p><figure><img src='a.jpg'/><figcaption>{CAPTION}</figcaption></figure><table>"
    f"{''.join(f'<tr><td>{pier}</td><td>{boats}</td></tr>' for pier, boats in ROWS)}</table>"
    f"<p>{MORE}<sup><a href='#n1' {EPUB}='noteref'>1</a></sup></p><pre><code>{CODE}</code></pre>"
    f"<aside {EPUB}='footnote' id='n1'><p>{NOTE}</p></aside><p>{CORRECTION}</p>"
)


def build_mhtml() -> bytes:
    page = f"<title>Ferry</title><article><h1>Ferry</h1>{HTML}</article>"
    head = "Content-Type: text/html\nContent-Transfer-Encoding: base64"
    address = "https://news.example/ferry"
    return (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {address}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n'
        f"--b\n{head}\nContent-Location: {address}\n\n{base64.b64encode(page.encode()).decode()}\n"
        "--b--\n"
    ).encode()


def build_markdown() -> bytes:
    rows = "\n".join(f"| {pier} | {boats} |" for pier, boats in ROWS)
    return (
        f'# Ferry\n\n{PROSE}\n\n![A pier](a.jpg "{CAPTION}")\n\n| Pier | Boats |\n|---|---|\n{rows}'
        f"\n\n{MORE}[^1]\n\n```\n{CODE}\n```\n\n{CORRECTION}\n\n[^1]: {NOTE}\n"
    ).encode()


def build_word_file() -> bytes:
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc>{build_paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in ROWS
    )
    body = (
        f"{build_paragraph('Ferry', 'Titel')}{build_paragraph(PROSE)}"
        f"{build_paragraph(CAPTION, 'Cap')}<w:tbl>{cells}</w:tbl>{build_paragraph(MORE)}"
        f"{build_paragraph(CORRECTION)}"
    )
    return build_docx(body)


FILES = {
    "page.mhtml": build_mhtml(),
    "story.docx": build_word_file(),
    "book.epub": build_epub({"a.xhtml": f"<h1>Ferry</h1>{HTML}"}),
    "story.md": build_markdown(),
}
