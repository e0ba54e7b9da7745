"""The web page: Gradio on the same FastAPI application as the HTTP API."""

import os

# Read by gradio when it is imported; nothing here may call home.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
# Else a summary of up to 10,000 events is made again after each one, for a page of figures we do not serve.
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")
