import { noChange } from "lit";
import { Directive, directive } from "lit/directive.js";

/**
 * The stream of one track, for `.srcObject` of a video. Lit sets an object anew at each redraw, equal or not, and a video that is
 * given its stream again begins anew: the big screen, which redraws for its clock, would start it twice a second.
 */
export class TrackStream extends Directive {
  #track: MediaStreamTrack | null = null;

  override render(track: MediaStreamTrack): unknown {
    if (track === this.#track) return noChange;
    this.#track = track;
    return new MediaStream([track]);
  }
}

export const streamOf = directive(TrackStream);
