/** The attendance board as the chair reads it: the secretary notes in it. */
import { html, type TemplateResult } from "lit";
import type { MeetingState } from "@shared/protocol";
import type { LiveState } from "@shared/store";
import "./board";

export function readBoard(meeting: MeetingState, { you, absences }: Pick<LiveState, "you" | "absences">, onClose: () => void): TemplateResult {
  return html`<main class="r-page"><ns-roll .meeting=${meeting} .branches=${you?.branches ?? []} .absences=${absences} @close=${onClose}></ns-roll></main>`;
}
