"""What listens to a conference without being a page: speech for the transcription."""
