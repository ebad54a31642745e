"""A drawing as a list of simple shapes, and the same list as SVG and as PNG.

SVG is text that we write ourselves; PNG is painted by Pillow. (resvg-py 0.5 makes the same picture
of the SVG, but keeps Python's lock for half a second, in which all pages stand still, and paints
words only where it is given a font.)
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from playground.arrays import ByteArray
from playground.palette import INK, WHITE

Pixels = ByteArray  # (height, width, 3): red, green, blue


@dataclass(frozen=True)
class Box:
    """A rectangle; ``line`` is its outline's colour, "" for none."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    line: str = ""


@dataclass(frozen=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1.0


@dataclass(frozen=True)
class Disc:
    """A filled circle about (x, y)."""

    x: float
    y: float
    radius: float
    fill: str
    line: str = ""


@dataclass(frozen=True)
class Trail:
    """A line through several points; ``dash`` are the lengths of strokes and gaps in turn."""

    points: Sequence[tuple[float, float]]
    colour: str
    width: float = 1.0
    dash: tuple[int, ...] = ()


@dataclass(frozen=True)
class Patch:
    """A filled polygon; ``line`` is its outline's colour, "" for none."""

    points: Sequence[tuple[float, float]]
    fill: str
    line: str = ""


@dataclass(frozen=True)
class Words:
    """A line of text; ``anchor`` (start, middle, end) is what stands at (x, y), the baseline."""

    x: float
    y: float
    text: str
    size: float = 12.0
    anchor: str = "start"
    colour: str = INK["text"]


@dataclass(frozen=True)
class Raster:
    """A small image, stretched smoothly over a rectangle."""

    x: float
    y: float
    width: float
    height: float
    pixels: Pixels


Shape = Box | Line | Disc | Trail | Patch | Words | Raster


@dataclass
class Drawing:
    """A white sheet with shapes on it, the later ones on top."""

    width: int
    height: int
    title: str
    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        """Put shapes on top."""
        self.shapes += shapes

    def svg(self) -> str:
        """Return the drawing as SVG.

        Examples
        --------
        >>> drawing = Drawing(10, 10, "a < b")
        >>> drawing.add(Disc(5, 5, 2.5, "#0877bd"))
        >>> for line in drawing.svg().splitlines()[1:]:
        ...     print(line)
        <title>a &lt; b</title>
        <rect width="100%" height="100%" fill="#ffffff"/>
        <circle cx="5" cy="5" r="2.5" fill="#0877bd"/>
        </svg>
        """
        size = (
            f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        )
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{_text(self.title)}</title>",
            f'<rect width="100%" height="100%" fill="{WHITE}"/>',
            *(_svg(shape) for shape in self.shapes),
            "</svg>",
        ]
        return "\n".join(lines)

    def png(self, scale: int = 2) -> bytes:
        """Return the drawing as PNG, ``scale`` pixels to a unit."""
        fine = 2 * scale  # painted twice as large, then shrunk: smooth edges
        image = Image.new("RGB", (self.width * fine, self.height * fine), WHITE)
        canvas = ImageDraw.Draw(image)
        for shape in self.shapes:
            _paint(shape, image, canvas, fine)
        image = image.resize((self.width * scale, self.height * scale), Image.Resampling.LANCZOS)
        return png(np.asarray(image))

    def without_sign(self) -> str:
        """Return the characters that no font here has: each is a question mark in a PNG.

        >>> drawing = Drawing(10, 10, "")
        >>> drawing.add(Words(0, 0, "plain x₁²"))
        >>> drawing.without_sign()
        ''
        """
        text = "".join(shape.text for shape in self.shapes if isinstance(shape, Words))
        return "".join(dict.fromkeys(one for one, sign, _, _ in _signs(text) if sign == "?" != one))


def png(pixels: Pixels) -> bytes:
    """Return an image as PNG."""
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


def _text(text: str) -> str:
    """Return a text for XML, without the characters that XML does not know."""
    return escape("".join(one if one.isprintable() else "·" for one in text))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _attributes(**values: float | str) -> str:
    pairs = {name.replace("_", "-"): value for name, value in values.items() if value != ""}
    return " ".join(
        f"{name}={quoteattr(value if isinstance(value, str) else _number(value))}"
        for name, value in pairs.items()
    )


def _listed(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _strokes(
    points: Sequence[tuple[float, float]], dash: tuple[int, ...]
) -> Iterator[list[tuple[float, float]]]:
    """Yield the strokes of a dashed line, each as a line of its own.

    >>> list(_strokes([(0, 0), (5, 0)], (2, 1)))
    [[(0, 0), (2.0, 0.0)], [(3.0, 0.0), (5.0, 0.0)]]
    """
    if not dash:
        yield list(points)
        return
    stroke, turn, left = [points[0]], 0, float(dash[0])
    for (x1, y1), (x2, y2) in pairwise(points):
        length, gone = math.hypot(x2 - x1, y2 - y1), 0.0
        while length - gone >= left:
            gone += left
            corner = x1 + (x2 - x1) * gone / length, y1 + (y2 - y1) * gone / length
            if turn % 2 == 0:
                yield [*stroke, corner]
            turn += 1
            stroke, left = [corner], float(dash[turn % len(dash)])
        left -= length - gone
        if length > gone:
            stroke.append((x2, y2))
    if turn % 2 == 0 and len(stroke) > 1:
        yield stroke


def _svg(shape: Shape) -> str:
    match shape:
        case Box(x, y, width, height, fill, line):
            attributes = _attributes(x=x, y=y, width=width, height=height, fill=fill, stroke=line)
            return f"<rect {attributes}/>"
        case Line(x1, y1, x2, y2, colour, width):
            attributes = _attributes(x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width)
            return f"<line {attributes}/>"
        case Disc(x, y, radius, fill, line):
            return f"<circle {_attributes(cx=x, cy=y, r=radius, fill=fill, stroke=line)}/>"
        case Trail(points, colour, width, dash):
            drawn = _attributes(stroke=colour, stroke_width=width, stroke_linejoin="round")
            dashed = f' stroke-dasharray="{" ".join(map(str, dash))}"' if dash else ""
            return f'<polyline points="{_listed(points)}" fill="none" {drawn}{dashed}/>'
        case Patch(points, fill, line):
            return f'<polygon points="{_listed(points)}" {_attributes(fill=fill, stroke=line)}/>'
        case Words(x, y, text, size, anchor, colour):
            place = _attributes(x=x, y=y, font_size=size, text_anchor=anchor, fill=colour)
            return f'<text font-family="sans-serif" {place}>{_text(text)}</text>'
        case Raster(x, y, width, height, pixels):
            place = _attributes(x=x, y=y, width=width, height=height)
            content = base64.b64encode(png(pixels)).decode("ascii")
            href = f'href="data:image/png;base64,{content}"'
            return f'<image {place} preserveAspectRatio="none" {href}/>'


def _paint(shape: Shape, image: Image.Image, canvas: ImageDraw.ImageDraw, scale: int) -> None:
    def scaled(*values: float) -> list[float]:
        return [value * scale for value in values]

    match shape:
        case Box(x, y, width, height, fill, line):
            corners = scaled(x, y, x + width, y + height)
            canvas.rectangle(corners, fill=fill, outline=line or None, width=scale)
        case Line(x1, y1, x2, y2, colour, width):
            canvas.line(scaled(x1, y1, x2, y2), fill=colour, width=max(1, round(width * scale)))
        case Disc(x, y, radius, fill, line):
            corners = scaled(x - radius, y - radius, x + radius, y + radius)
            canvas.ellipse(corners, fill=fill, outline=line or None, width=scale)
        case Trail(points, colour, width, dash):
            for stroke in _strokes(points, dash):
                flat = [one for x, y in stroke for one in scaled(x, y)]
                if len(flat) > 2:
                    canvas.line(
                        flat, fill=colour, width=max(1, round(width * scale)), joint="curve"
                    )
        case Patch(points, fill, line):
            corners = [one for x, y in points for one in scaled(x, y)]
            canvas.polygon(corners, fill=fill, outline=line or None, width=scale)
        case Words():
            _paint_words(shape, canvas, scale)
        case Raster(x, y, width, height, pixels):
            left, top, right, bottom = (round(one) for one in scaled(x, y, x + width, y + height))
            size = (max(right - left, 1), max(bottom - top, 1))
            stretched = Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR)
            image.paste(stretched, (left, top))


_LOW, _HIGH = "₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹"

# Pillow's own font, "", knows little more than ASCII; where it fails, the system's help out.
FONTS = (
    "", "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "Arial Unicode.ttf",
    "NotoSansCJK-Regular.ttc", "DroidSansFallbackFull.ttf", "msyh.ttc",
)  # fmt: skip
NO_CHARACTER = "\U0010ffff"  # every font shows it as it shows what it lacks


Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@lru_cache(maxsize=256)
def font_named(name: str, size: float) -> Font | None:
    """Return a font; None where the system has none of that name."""
    if not name:
        return ImageFont.load_default(size)
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None


@lru_cache(maxsize=4096)
def font_with(character: str) -> str | None:
    """Return the name of the first font that has a sign for a character; None where none has."""
    for name in FONTS:
        font = font_named(name, 24)
        if font is not None and (
            character == " " or bytes(font.getmask(character)) != bytes(font.getmask(NO_CHARACTER))
        ):
            return name
    return None


def _font_for(character: str, size: float) -> Font:
    """Return a font that has a sign for a character, if there is one; Pillow's own if not."""
    return font_named(font_with(character) or "", size) or ImageFont.load_default(size)


def _signs(text: str) -> Sequence[tuple[str, str, float, float]]:
    """Return for each character (character, sign to paint, share of the size, shift down in sizes).

    Small digits are ordinary ones, drawn smaller.
    """
    signs = []
    for one in text:
        if one in _LOW:
            signs.append((one, str(_LOW.index(one)), 0.7, 0.2))
        elif one in _HIGH:
            signs.append((one, str(_HIGH.index(one)), 0.7, -0.35))
        elif one == "…":  # stands behind what was shortened, also where only Pillow's font is
            signs.append((one, "...", 1.0, 0.0))
        elif one.isprintable() and font_with(one) is not None:
            signs.append((one, one, 1.0, 0.0))
        else:
            signs.append((one, "?", 1.0, 0.0))
    return signs


def _paint_words(words: Words, canvas: ImageDraw.ImageDraw, scale: int) -> None:
    placed = [
        (sign, _font_for(sign[0], words.size * share * scale), shift)
        for _, sign, share, shift in _signs(words.text)
    ]
    total = sum(font.getlength(sign) for sign, font, _ in placed)
    x = words.x * scale - {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor] * total
    for sign, font, shift in placed:
        y = (words.y + shift * words.size) * scale
        canvas.text((x, y), sign, fill=words.colour, font=font, anchor="ls")
        x += font.getlength(sign)
