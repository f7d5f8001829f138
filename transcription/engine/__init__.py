"""Engines that turn speech into text, and the one place that chooses between them."""

from transcription.engine.base import Engine
from transcription.settings import EngineKind, Settings


def open_engine(settings: Settings) -> Engine:
    """Load the engine that the settings name; blocking (seconds), raises ``ModelError`` when it cannot."""
    if settings.engine is EngineKind.FAKE:
        from transcription.engine.fake import ToneEngine

        return ToneEngine()
    from transcription.engine.whisper import WhisperEngine
    from transcription.models import prepare_model

    return WhisperEngine(prepare_model(settings.model, settings.home), settings.decoders, settings.final_window)
