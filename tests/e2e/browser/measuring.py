"""What a browser can tell about how a page looks, each as a list of what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Playwright is not in requirements.txt
    from playwright.sync_api import Page

Size = tuple[int, int]
DESKTOP: Size = (1280, 1024)
PHONE: Size = (320, 640)
DESKTOP_AT_400_PERCENT: Size = (320, 256)

_NAME = """
const name = each => `${each.tagName.toLowerCase()} ${(each.innerText || each.name || '').trim().slice(0, 60)}`;
const isHidden = each => each.closest('[aria-hidden=true]') && each.tabIndex < 0;
const isSeen = each => each.getClientRects().length > 0 && !isHidden(each);
"""

_WIDER_THAN_THE_WINDOW = (
    "() => {"
    + _NAME
    + """
const room = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= room) return [];
const wide = [...document.body.querySelectorAll('*')].filter(each => each.getBoundingClientRect().right > room + 0.5);
return ['the page', ...wide.map(name)];
}"""
)

_SMALL_TARGETS = (
    "() => {"
    + _NAME
    + """
const inSentence = each => each.tagName === 'A' && getComputedStyle(each).display.startsWith('inline')
    && [...each.parentElement.childNodes].some(node => node.nodeType === 3 && node.data.trim());
const box = (left, top, right, bottom) => ({width: right - left, height: bottom - top});
const together = (one, other) => box(Math.min(one.left, other.left), Math.min(one.top, other.top),
    Math.max(one.right, other.right), Math.max(one.bottom, other.bottom));
const size = each => {
    const own = each.getBoundingClientRect(), label = each.type === 'radio' && each.labels[0];
    return label ? together(own, label.getBoundingClientRect()) : own;
};
return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, select, summary')]
    .filter(each => isSeen(each) && !inSentence(each))
    .filter(each => size(each).width < 24 || size(each).height < 24)
    .map(each => `${name(each)}: ${Math.round(size(each).width)} x ${Math.round(size(each).height)}`);
}"""
)

# Those that screen readers alone are to find are a pixel large on purpose.
_CUT_OFF_TEXTS = (
    "() => {"
    + _NAME
    + """
const forReadersOnly = each => each && (each.getBoundingClientRect().width <= 1 || forReadersOnly(each.parentElement));
const found = [], range = document.createRange(), texts = document.createTreeWalker(document.body, 4);
while (texts.nextNode()) {
    const node = texts.currentNode, box = node.parentElement.closest('button, label, legend, p, li, dt, dd, h1, h2, h3, td, th');
    if (!node.data.trim() || !box || node.parentElement.closest('script, style, textarea')) continue;
    if (forReadersOnly(node.parentElement)) continue;
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect(), room = box.getBoundingClientRect();
    if (!text.width) continue;
    const over = Math.max(room.left - text.left, text.right - room.right, text.bottom - room.bottom, room.top - text.top);
    if (over > 2) found.push(`${name(box)}: ${Math.round(over)} px`);
}
return found;
}"""
)

_SPACE = """() => {
const sheet = new CSSStyleSheet();
sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }`);
document.adoptedStyleSheets = [sheet];
}"""


def resize(page: Page, size: Size) -> None:
    """Make the window so wide and high, in CSS pixels."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def wider_than_the_window(page: Page) -> list[str]:
    """What makes the page scroll sideways; tables that scroll by themselves do not."""
    return page.evaluate(_WIDER_THAN_THE_WINDOW)


def small_targets(page: Page) -> list[str]:
    """What is smaller than 24 by 24 px (WCAG 2.5.8) with its label; links within sentences may be."""
    return page.evaluate(_SMALL_TARGETS)


def cut_off_texts(page: Page) -> list[str]:
    """Texts that stick out of what they stand in."""
    return page.evaluate(_CUT_OFF_TEXTS)


def space(page: Page) -> None:
    """Set texts as widely as WCAG 1.4.12 has it."""
    page.evaluate(_SPACE)


def unspace(page: Page) -> None:
    """Set texts as the page does."""
    page.evaluate("() => { document.adoptedStyleSheets = []; }")
