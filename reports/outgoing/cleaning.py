"""HTML of our own templates, cleaned for people outside: what is read stays, what leads somewhere or acts goes."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

# What is read: text, tables, pictures drawn in place. Everything else loses its tags and keeps its text …
KEPT = frozenset(
    "h2 h3 h4 p ul ol li dl dt dd blockquote figure figcaption table caption thead tbody tfoot tr th td colgroup col "
    "strong em b i small sub sup br hr span div section article abbr time code mark img "
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs "
    "clippath lineargradient stop".split()
)
# … but of these the text goes too.
DROPPED = frozenset("script style template noscript iframe object form button select textarea option head".split())
ATTRIBUTES = frozenset(
    "class lang dir title alt role scope colspan rowspan headers datetime width height "
    "viewbox preserveaspectratio x y x1 x2 y1 y2 cx cy r rx ry d points dx dy offset transform fill fill-opacity "
    "fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin opacity text-anchor "
    "dominant-baseline font-size font-weight font-family font-style stop-color stop-opacity aria-label aria-hidden "
    "aria-roledescription focusable".split()
)
PICTURES = ("data:image/png;base64,", "data:image/svg+xml;base64,", "data:image/svg+xml,")
VOID = frozenset("br hr img col".split())


def cleaned_html(html: str) -> str:
    """Return HTML with only what is read in it: no link, script, form, address, style of its own or hidden field.

    >>> cleaned_html('<p onclick="x()">a <a href="/people/">b</a><script>c</script></p>')
    '<p>a b</p>'
    """
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return "".join(cleaner.pieces)


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.dropped: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if self.dropped or tag in DROPPED:
            if tag in DROPPED:
                self.dropped.append(tag)
            return
        if tag in KEPT:
            said = "".join(f' {name}="{escape(value or "")}"' for name, value in attributes if _stays(tag, name, value))
            self.pieces.append(f"<{tag}{said}>")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.dropped:
            if tag == self.dropped[-1]:
                self.dropped.pop()
        elif tag in KEPT and tag not in VOID:
            self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.dropped:
            self.pieces.append(escape(data, quote=False))


def _stays(tag: str, name: str, value: str | None) -> bool:
    if name == "src":
        return tag == "img" and (value or "").lower().startswith(PICTURES)
    # A value that refers to something (fill="url(…)") could load it.
    return name in ATTRIBUTES and "url(" not in (value or "").lower()
