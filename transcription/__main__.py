"""``python -m transcription``: one worker; ``models`` lists what there is, ``rerun`` and ``wav`` work on one file."""

import asyncio
import logging
import os
import sys

from transcription.settings import SettingsError, read_settings

log = logging.getLogger("transcription")


def main() -> int:
    """Run one worker; return the process's exit status (0 asked to stop, 1 failed, 2 wrong settings)."""
    if sys.argv[1:2] == ["models"]:
        return _models(sys.argv[2:])
    if sys.argv[1:2] == ["rerun"]:
        return _rerun()
    if sys.argv[1:2] == ["wav"]:
        return _wav(*sys.argv[2:6])
    # A file is done in a second: it does not wait for what only a worker needs.
    from transcription.bus import NameTakenError
    from transcription.models import ModelError
    from transcription.worker import Worker

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        worker = Worker(read_settings())
    except (SettingsError, ValueError) as error:
        log.error("%s", error)
        return 2
    status = 0
    try:
        asyncio.run(worker.run())
    except* (ModelError, NameTakenError) as group:
        for reason in group.exceptions:
            log.error("%s", reason)
        status = 1
    return status


def _models(arguments: list[str]) -> int:
    """List and check the models instead; a wrong setting is told as at the start of a worker."""
    from transcription import mounted

    try:
        return mounted.main(arguments, read_settings())
    except (SettingsError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _rerun() -> int:
    """Listen to one recording, ordered on standard input."""
    from transcription import rerun

    try:
        return rerun.main(read_settings())
    except (SettingsError, ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _wav(source: str, demuxer: str, target: str, longest_s: str) -> int:
    """Make a 16 kHz mono WAV of a sound file; prints its length in milliseconds."""
    from pathlib import Path

    from transcription.recording import UnreadableError, write_wav

    try:
        sys.stdout.write(str(write_wav(Path(source), demuxer, Path(target), float(longest_s))))
    except (UnreadableError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    logging.shutdown()
    sys.stdout.flush()
    # A decoder thread may be deep inside the engine: waiting for it would cost seconds, and nothing is left to save.
    os._exit(code)
