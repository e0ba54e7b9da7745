"""The stylesheet's colours meet WCAG AA, in light and dark: 4.5 for text, 3 for the edges of inputs."""

import re
from pathlib import Path

import pytest

import ui

CSS = (Path(ui.__file__).parent / "assets" / "paper.css").read_text("utf-8")
COLOURS = {
    name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", CSS)
}
TEXT = [
    ("ink", "paper"), ("ink", "paper-raised"), ("ink", "paper-deep"), ("ink", "accent-soft"), ("ink-soft", "paper"),
    ("ink-soft", "paper-deep"), ("ink-soft", "paper-raised"), ("accent", "paper"), ("accent", "accent-soft"),
    ("accent", "paper-deep"), ("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-mark", "mark"),
]  # fmt: skip
EDGES = [("rule-strong", "paper"), ("rule-strong", "paper-raised"), ("rule-strong", "paper-deep")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_contrast_the_standard_states() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"), [*((f, b, 4.5) for f, b in TEXT), *((f, b, 3.0) for f, b in EDGES)]
)
def test_contrast_is_enough(front: str, back: str, least: float, theme: int) -> None:
    assert contrast(COLOURS[front][theme], COLOURS[back][theme]) >= least
