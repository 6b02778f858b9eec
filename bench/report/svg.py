"""Line charts as SVG, with logarithmic or linear axes, readable on a light and on a dark page."""

import html
import math

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 78, 190, 40, 50
COLOURS = ["#2f6db5", "#d1702c", "#3f8f4f", "#a8437e", "#8468b8", "#9a7d1f", "#3a9a9e", "#c04848", "#6b7785", "#5a8a2a", "#b0588c", "#4c63c9", "#b58a3c", "#777777"]


class Axis:
    """Values to places between two ends; ticks at powers of ten, or at round steps."""

    def __init__(self, values, begin, end, logarithmic):
        self.logarithmic, self.begin, self.end = logarithmic, begin, end
        low, high = min(values), max(values)
        if logarithmic:
            self.low, self.high = math.log10(low), math.log10(high)
            if self.high - self.low < 0.3:
                self.low, self.high = self.low - 0.2, self.high + 0.2
        else:
            self.low, self.high = min(0, low), high if high > 0 else 1

    def place(self, value):
        at = math.log10(value) if self.logarithmic else value
        return self.begin + (self.end - self.begin) * (at - self.low) / (self.high - self.low)

    def ticks(self):
        if not self.logarithmic:
            step = 10 ** math.floor(math.log10((self.high - self.low) / 2))
            step *= next(k for k in (1, 2, 5, 10) if (self.high - self.low) / (k * step) <= 6)
            return [i * step for i in range(math.ceil(self.low / step), math.floor(self.high / step) + 1)]
        powers = [10.0**p for p in range(math.floor(self.low), math.ceil(self.high) + 1)]
        if self.high - self.low < 2:
            powers = [p * k for p in powers for k in (1, 2, 5)]
        return [p for p in powers if self.low - 1e-9 <= math.log10(p) <= self.high + 1e-9]


def chart(title, x_label, y_label, lines, x_log=True, y_log=True, x_text=str, y_text=str, x_ticks=None):
    """`lines` are (name, points, dashed). Returns the text of the file."""
    points = [point for _, line, _ in lines for point in line]
    x = Axis([p[0] for p in points], LEFT, WIDTH - RIGHT, x_log)
    y = Axis([p[1] for p in points], HEIGHT - BOTTOM, TOP, y_log)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" font-family="system-ui, sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="15" fill="#222222">{html.escape(title)}</text>',
    ]
    for value in x_ticks or x.ticks():
        at = x.place(value)
        parts.append(f'<line x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{HEIGHT - BOTTOM}" stroke="#e4e4e4"/>')
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#444444">{html.escape(x_text(value))}</text>')
    for value in y.ticks():
        at = y.place(value)
        parts.append(f'<line x1="{LEFT}" y1="{at:.1f}" x2="{WIDTH - RIGHT}" y2="{at:.1f}" stroke="#e4e4e4"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#444444">{html.escape(y_text(value))}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle" fill="#222222">{html.escape(x_label)}</text>')
    parts.append(f'<text transform="translate(13 {(TOP + HEIGHT - BOTTOM) / 2:.0f}) rotate(-90)" text-anchor="middle" fill="#222222">{html.escape(y_label)}</text>')
    ends = []
    for i, (name, line, dashed) in enumerate(lines):
        colour = COLOURS[i % len(COLOURS)]
        path = " ".join(f"{x.place(a):.1f},{y.place(b):.1f}" for a, b in line)
        dash = ' stroke-dasharray="6 4"' if dashed else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        if len(line) < 8:
            parts += [f'<circle cx="{x.place(a):.1f}" cy="{y.place(b):.1f}" r="3" fill="{colour}"/>' for a, b in line]
        ends.append((y.place(line[-1][1]), name, colour, x.place(line[-1][0]), dashed))
    parts += legend(sorted(ends))
    return "\n".join([*parts, "</svg>"]) + "\n"


def legend(ends):
    """Names to the right, in the order of the lines' ends, each as near to its line as there is room."""
    parts, gap = [], 16
    places = []
    for end, *_ in ends:
        places.append(max(end, places[-1] + gap if places else TOP))
    over = places[-1] - (HEIGHT - BOTTOM)
    for i in range(len(places) - 1, -1, -1):
        most = HEIGHT - BOTTOM if i == len(places) - 1 else places[i + 1] - gap
        places[i] = min(places[i], most) if over > 0 else places[i]
    for (end, name, colour, right, _), at in zip(ends, places):
        parts.append(f'<polyline points="{right + 4:.1f},{end:.1f} {WIDTH - RIGHT + 12},{at:.1f}" fill="none" stroke="{colour}" stroke-width="0.6"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 16}" y="{at + 4:.1f}" fill="{colour}">{html.escape(name)}</text>')
    return parts
