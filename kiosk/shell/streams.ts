const streams = new WeakMap<MediaStreamTrack, MediaStream>();

/** The same stream for the same track, so that a redraw does not start the video anew. */
export function streamOf(track: MediaStreamTrack): MediaStream {
  let stream = streams.get(track);
  if (!stream) streams.set(track, (stream = new MediaStream([track])));
  return stream;
}
