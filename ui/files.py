"""Files on the page, to and from the reader."""

from typing import Any

import gradio as gr


def file_input(**settings: Any) -> Any:
    """A place for files. Gradio's own would name another host, where its example of a file lies."""
    component = gr.File(**settings)
    component.example_payload = lambda: None
    return component
