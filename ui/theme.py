"""Gradio's theme: fonts of the reader's own machine, and colours that all come from assets/page.css."""

from typing import Any

import gradio as gr

SERIF = ("Charter", "Iowan Old Style", "Source Serif 4", "Noto Serif", "Georgia", "Times New Roman", "serif")
SANS = ("system-ui", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Arial", "sans-serif")
MONO = ("ui-monospace", "Liberation Mono", "monospace")

_COLOURS = {
    "body_background_fill": "--paper",
    "body_text_color": "--ink",
    "body_text_color_subdued": "--ink-soft",
    "background_fill_primary": "--paper",
    "background_fill_secondary": "--paper-deep",
    "block_background_fill": "--paper",
    "block_border_color": "--rule",
    "block_label_background_fill": "--paper",
    "block_label_text_color": "--ink-soft",
    "block_title_text_color": "--ink-soft",
    "border_color_primary": "--rule",
    "border_color_accent": "--accent",
    "color_accent_soft": "--accent-soft",
    "input_background_fill": "--paper-raised",
    "input_background_fill_focus": "--paper-raised",
    "input_border_color": "--rule-strong",
    "input_border_color_focus": "--accent",
    "input_placeholder_color": "--ink-soft",
    "link_text_color": "--accent",
    "link_text_color_hover": "--accent",
    "link_text_color_visited": "--accent",
    "link_text_color_active": "--accent",
    "button_primary_background_fill": "--accent",
    "button_primary_background_fill_hover": "--accent-strong",
    "button_primary_text_color": "--on-accent",
    "button_secondary_background_fill": "--paper-raised",
    "button_secondary_background_fill_hover": "--paper-deep",
    "button_secondary_text_color": "--ink",
    "button_secondary_border_color": "--rule-strong",
    "checkbox_label_text_color": "--ink",
}


def page_theme() -> Any:
    """The same variable serves light and dark; the stylesheet decides what it means."""
    theme = gr.themes.Base(font=list(SANS), font_mono=list(MONO), radius_size="none", spacing_size="md")
    values: dict[str, Any] = {}
    for key, variable in _COLOURS.items():
        values[key] = values[f"{key}_dark"] = f"var({variable})"
    return theme.set(
        **values, color_accent="var(--accent)", block_shadow="none", button_primary_shadow="none", input_shadow="none"
    )
