"""The web page: Gradio on the same FastAPI application as the HTTP API."""

import os

# Read by gradio when it is imported; nothing here may call home.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
