/** What a page does for sound on a line that loses packets; the server says when (`media_sound`). */

/** Until the server says otherwise: it does when it has seen the line. */
export const START_BUFFER_MS = 120;

type WithTarget = RTCRtpReceiver & { jitterBufferTarget?: number | null };

/** Play what is received at least `ms` late, so that packets sent again still come in time; 0: as the browser likes. */
export function holdBack(receiver: RTCRtpReceiver, ms: number): void {
  const one: WithTarget = receiver;
  // an older browser decides by itself
  if ("jitterBufferTarget" in one) one.jitterBufferTarget = ms > 0 ? ms : null;
}

/** Holds back what is heard. */
export interface HeldBack {
  /** Look who sounds by now. */
  look(): void;
  /** So many ms from now on; 0: as the browser likes. */
  change(ms: number): void;
}

/**
 * Hold back each receiver from a moment after its first packet: one that has to fill its buffer before it plays would be silent for the
 * first words. Whoever listens looks from time to time, and a page that hears nothing asks nobody.
 */
export function holdBackSounding(receivers: readonly RTCRtpReceiver[]): HeldBack {
  let wanted = START_BUFFER_MS;
  const silent = new Set(receivers);
  return {
    look() {
      for (const one of [...silent].filter((receiver) => receiver.getSynchronizationSources().length > 0)) {
        silent.delete(one);
        holdBack(one, wanted);
      }
    },
    change(ms) {
      wanted = ms;
      receivers.filter((one) => !silent.has(one)).forEach((one) => holdBack(one, ms));
    },
  };
}

/** Encode the voice with so many kbit/s at most; 0: as the browser likes. */
export async function limitVoice(sender: RTCRtpSender, kbps: number): Promise<void> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings;
  const most = kbps > 0 ? kbps * 1000 : undefined;
  if (!encoding || encoding.maxBitrate === most) return;
  if (most === undefined) delete encoding.maxBitrate;
  else encoding.maxBitrate = most;
  await apply(sender, parameters);
}

/** The connection may have ended meanwhile, or this browser cannot do it: resends remain. */
async function apply(sender: RTCRtpSender, parameters: RTCRtpSendParameters): Promise<void> {
  try {
    await sender.setParameters(parameters);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
