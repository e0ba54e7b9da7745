"""What a server's settings ask for, set up once at its start."""

from assistant.observing import OBSERVERS
from assistant.operating.logs import answer_logger, set_up_logs
from assistant.operating.metrics import Metrics
from assistant.settings import Settings


def set_up(settings: Settings) -> Metrics:
    """Logs, traces and metrics of this process, for as long as it runs. Raises SetupError where a part is missing."""
    set_up_logs(settings)
    metrics = Metrics()
    OBSERVERS.answered[:] = [metrics.answer]
    if settings.log_format == "json":
        OBSERVERS.answered.append(answer_logger(settings))
    if settings.traces:
        from assistant.operating.traces import spans_to

        OBSERVERS.spans = spans_to(settings.traces)
    return metrics
