"""Draws the icons of the installed lab (PNG) from web/icon.svg: a path of straight lines and circles, by distances.

Not a renderer of SVG: it reads the few elements that our own icon has. Python's standard library only.
"""
import math
import re
import struct
import xml.etree.ElementTree as ET
import zlib

PAPER = (0xFA, 0xF8, 0xF3)
# name, pixels, share of the width that the drawing takes, radius of the paper's corners as a share of the width.
# A maskable icon may be cut to the circle of 80 %; Apple rounds corners itself and shows no transparency.
ICONS = [("icon-192.png", 192, 0.9, 0.18), ("icon-512.png", 512, 0.9, 0.18),
         ("maskable-512.png", 512, 0.72, 0), ("apple-180.png", 180, 0.8, 0)]


def colour_of(text):
    return tuple(int(text[i:i + 2], 16) for i in (1, 3, 5))


def read_drawing(path):
    """Shapes back to front: (colour, signed distance of a point in the drawing's units, its box), and the size."""
    root = ET.parse(path).getroot()
    width, height = (float(v) for v in root.get("viewBox").split()[2:])
    shapes = []
    for element in root:
        kind = element.tag.split("}")[-1]
        if kind == "path":
            numbers = [float(v) for v in re.findall(r"[\d.]+", element.get("d"))]
            corners = list(zip(numbers[::2], numbers[1::2]))
            half = float(element.get("stroke-width")) / 2
            for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1]):
                shapes.append((colour_of(element.get("stroke")), line(ax, ay, bx, by, half),
                               (min(ax, bx) - half, min(ay, by) - half, max(ax, bx) + half, max(ay, by) + half)))
        elif kind == "circle":
            x, y, r = (float(element.get(key)) for key in ("cx", "cy", "r"))
            shapes.append((colour_of(element.get("fill")), lambda px, py, x=x, y=y, r=r: math.hypot(px - x, py - y) - r,
                           (x - r, y - r, x + r, y + r)))
    return shapes, width, height


def line(ax, ay, bx, by, half):
    length2 = (bx - ax) ** 2 + (by - ay) ** 2

    def distance(px, py):
        t = max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length2))
        return math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay)) - half
    return distance


def paper_cover(x, y, size, radius):
    """How much of a pixel the paper covers: a square with round corners."""
    if radius == 0:
        return 1.0
    dx = max(radius - x, x - (size - radius), 0)
    dy = max(radius - y, y - (size - radius), 0)
    return max(0.0, min(1.0, 0.5 - (math.hypot(dx, dy) - radius)))


def draw(drawing, size, share, corner):
    """Returns a PNG of size x size pixels, 8 bits, red green blue alpha."""
    shapes, width, height = drawing
    scale = size * share / width
    left, top = (size - width * scale) / 2, (size - height * scale) / 2
    radius = corner * size
    pixels = [[[*PAPER, round(255 * paper_cover(x + 0.5, y + 0.5, size, radius))] for x in range(size)]
              for y in range(size)]
    for colour, distance, (x0, y0, x1, y1) in shapes:
        for py in range(max(0, int(top + y0 * scale) - 1), min(size, int(top + y1 * scale) + 2)):
            row = pixels[py]
            for px in range(max(0, int(left + x0 * scale) - 1), min(size, int(left + x1 * scale) + 2)):
                away = distance((px + 0.5 - left) / scale, (py + 0.5 - top) / scale) * scale
                cover = max(0.0, min(1.0, 0.5 - away))
                if cover > 0:
                    pixel = row[px]
                    for i in range(3):
                        pixel[i] = round(pixel[i] + (colour[i] - pixel[i]) * cover)
    raw = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in pixels)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def icons(svg):
    """Names and PNG bytes of all icons."""
    drawing = read_drawing(svg)
    return {name: draw(drawing, size, share, corner) for name, size, share, corner in ICONS}
