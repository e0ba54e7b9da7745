"""Logs: one JSON object a line where that is chosen. A question is in them only where the settings say so."""

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from assistant.answer import Answer
from assistant.settings import Settings

log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """Time, level, logger, event, and the fields a caller gave as `extra={"fields": …}`."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "event": record.getMessage(),
        }  # fmt: skip
        said |= getattr(record, "fields", {})
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


def set_up_logs(settings: Settings) -> None:
    """Make this process log as the settings say, to standard error."""
    if settings.log_format == "text":
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    logging.getLogger("assistant").setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True


def answer_logger(settings: Settings) -> Callable[[Answer], None]:
    """What logs each answer: its outcome and its time, and the question only where `log_questions` is on."""

    def answered(answer: Answer) -> None:
        said: dict[str, Any] = {
            "status": answer.status, "mode": answer.mode, "ms": answer.timings_ms["total"],
            "citations": len(answer.citations), "rejected": len(answer.rejected),
        }  # fmt: skip
        if settings.log_questions:
            said["question"] = answer.question
        log.info("answer", extra={"fields": said})

    return answered
