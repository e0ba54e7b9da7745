"""OpenTelemetry traces of the stages of answers: names and times, no words. Off unless a collector is named."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from corpus.errors import SetupError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

SERVICE = "trafficking-assistant"


def spans_to(address: str) -> Callable[[str], AbstractContextManager[object]]:
    """What opens spans that are sent to a collector (OTLP over gRPC). Raises SetupError where the extra is missing."""
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    except ModuleNotFoundError as error:
        raise SetupError(
            what="Cannot send traces", why=f"{error.name} is not installed", fix="pip install '.[traces]'"
        ) from error
    return spans_by(OTLPSpanExporter(endpoint=address, insecure=not address.startswith("https://")))


def spans_by(exporter: "SpanExporter", *, at_once: bool = False) -> Callable[[str], AbstractContextManager[object]]:
    """The same for any exporter. The provider is our own: spans of other libraries, which may hold words, stay out."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

    provider = TracerProvider(resource=Resource({"service.name": SERVICE}))
    provider.add_span_processor(SimpleSpanProcessor(exporter) if at_once else BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("assistant")
    return lambda name: tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False)
