"""Numbers for Prometheus, under `/metrics`. Labels come from short lists of ours, never from what was sent."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from assistant.answer import Answer
from assistant.observing import OBSERVERS

CONTENT_TYPE = CONTENT_TYPE_LATEST
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The numbers of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        here = self.registry
        labels = ["route", "method", "status"]
        self._requests = Counter("assistant_requests", "Requests by address", labels, registry=here)
        self._seconds = Histogram(
            "assistant_request_seconds", "Until an answer was complete", ["route"], buckets=_SECONDS, registry=here
        )
        self._answers = Counter("assistant_answers", "Answers and refusals", ["status", "mode"], registry=here)
        self._stages = Histogram(
            "assistant_stage_seconds", "Stages of an answer", ["stage"], buckets=_SECONDS, registry=here
        )
        busy = Gauge("assistant_questions_under_way", "Questions being answered at this moment", registry=here)
        busy.set_function(lambda: OBSERVERS.busy)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """`route` is a pattern of addresses, never an address as sent."""
        known = method if method in _METHODS else "other"
        self._requests.labels(route, known, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, answer: Answer) -> None:
        self._answers.labels(answer.status, answer.mode).inc()
        for name, milliseconds in answer.timings_ms.items():
            self._stages.labels(name).observe(milliseconds / 1000)

    def page(self) -> bytes:
        """In Prometheus' text format."""
        return generate_latest(self.registry)
