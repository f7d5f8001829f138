/** Pure: what an interpreter's console shows and which acts it offers. */
import type { Channel, Command, MeetingState, SourceInfo, You } from "@shared/protocol";

/** `live`: heard; `open`: has the channel with a closed microphone; `offered`, `asked`: a handover waits for an answer. */
export type Air = "live" | "open" | "other" | "nobody";

export interface Colleague {
  readonly personId: string;
  readonly name: string;
  readonly online: boolean;
  readonly onAir: boolean;
  /** His microphone sends something. */
  readonly ready: boolean;
}

/** What can be done about the channel now. `wish` is whose handover waits: mine, or the colleague's to answer. */
export interface Booth {
  readonly channel: Channel;
  readonly air: Air;
  readonly colleagues: readonly Colleague[];
  readonly wish: "none" | "mine" | "theirs";
  /** Who asked, or who is on air instead of me. */
  readonly who: string;
  /** On the air at once, without an answer: nobody is there, or his line is dead. */
  readonly mayTake: boolean;
  /** There is a colleague at his console who can answer. */
  readonly mayAsk: boolean;
}

/** The channel to which this page's person is assigned; null: to none. */
export function ownChannel(meeting: MeetingState, you: You): Channel | null {
  return meeting.channels.find((channel) => channel.interpreters.some((one) => one.person_id === you.person_id)) ?? null;
}

export function boothOf(
  channel: Channel, me: string, microphone: boolean, online: readonly string[], sources: readonly SourceInfo[],
): Booth {
  const colleagues = channel.interpreters
    .filter(({ person_id }) => person_id !== me)
    .map(({ person_id, name }) => ({
      personId: person_id,
      name,
      online: online.includes(`person:${person_id}`),
      onAir: channel.on_air === person_id,
      ready: sources.some((source) => source.participant === `person:${person_id}` && source.audio),
    }));
  const speaker = colleagues.find((one) => one.onAir);
  const asker = colleagues.find((one) => one.personId === channel.asked_by);
  const wish = channel.asked_by === null ? "none" : channel.asked_by === me ? "mine" : answerable(channel, me) ? "theirs" : "none";
  const mine = channel.on_air === me;
  return {
    channel,
    air: mine ? (microphone ? "live" : "open") : channel.on_air === null ? "nobody" : "other",
    colleagues,
    wish,
    who: (wish === "theirs" ? asker : speaker)?.name ?? "",
    mayTake: channel.on_air === null || (speaker !== undefined && !speaker.online),
    mayAsk: channel.asked_by === null && channel.on_air !== null && colleagues.some((one) => one.online),
  };
}

/** A wish to have the channel is answered by who has it; an offer by anybody else. */
function answerable({ asked_by, on_air }: Channel, me: string): boolean {
  return asked_by === on_air || on_air === me;
}

/** Whether the act puts this page's person on air, so that the microphone must be open before. */
export function leadsToAir(command: Command, channel: Channel, me: string): boolean {
  if (command.name === "take_channel") return true;
  return channel.on_air !== me && (command.name === "ask_channel_handover" || command.name === "accept_channel_handover");
}
