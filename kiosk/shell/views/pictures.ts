/** A screen that is pinned to several pictures: all of them nine at a time, or the main room beside whoever speaks. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { MediaClient } from "@shared/media/client";
import { CHOSEN_BY_SERVER, askForGrid, askForHall, cameras, columnsFor, gridPage, type Asked, type GridPage } from "@shared/media/layout";
import { shortRoom } from "@shared/names";
import type { MeetingState, SourceInfo } from "@shared/protocol";
import "@shared/kit/slot-video";
import type { Pictures } from "../machine";
import { streamOf } from "../streams";

/** A page of the grid stays for so long; nobody turns it. */
export const PAGE_MS = 15_000;
/** Width and height of the stage in `kiosk.css`. */
const STAGE = { width: 93.333, height: 52.5 } as const;

export interface PicturesModel {
  readonly meeting: MeetingState;
  readonly media: MediaClient;
  readonly sources: Readonly<Record<number, SourceInfo>>;
  readonly roomId: string;
  readonly now: number;
  readonly frozen: boolean;
}

type Known = Pick<PicturesModel, "meeting" | "sources" | "roomId" | "now">;

function mainRoom({ meeting }: Known): string | null {
  const room = meeting.rooms.find((entry) => entry.main);
  return room ? `room:${room.id}` : null;
}

function others(known: Known): readonly SourceInfo[] {
  return cameras(Object.values(known.sources), `room:${known.roomId}`, mainRoom(known));
}

/** The page of the grid that is due; all screens turn at the same moment. */
export function duePage(known: Known): GridPage {
  const { floor } = known.meeting;
  const shared = floor !== null && Object.values(known.sources).some(({ screen, participant }) => screen && participant === floor.participant);
  const screen = shared && floor.participant !== `room:${known.roomId}`;
  const all = others(known);
  return gridPage(all, Math.floor(known.now / PAGE_MS) % gridPage(all, 0, screen).pages, screen);
}

/** Which pictures the screen asks for. `speaker`: the number of the source in the main place. */
export function asked(pictures: Pictures, known: Known, speaker: number | null): Asked {
  if (pictures === "grid") return askForGrid(duePage(known));
  if (pictures !== "hall") return CHOSEN_BY_SERVER;
  const hall = others(known).find(({ participant }) => participant === mainRoom(known))?.source ?? null;
  return askForHall(hall, hall !== null && hall === speaker);
}

function picture({ media, meeting, frozen }: PicturesModel, slot: number | null, source: SourceInfo): TemplateResult {
  const speaks = meeting.floor?.participant === source.participant;
  return html`<figure class="k-pic ${speaks ? "speaks" : ""}" data-testid="cell" data-source=${source.source}>
    ${slot === null
      ? html`<div class="k-none"><ns-icon name="video"></ns-icon><p>${t("Đang mở hình…")}</p></div>`
      : html`<ns-slot-video .client=${media} slot-number=${slot} ?frozen=${frozen}></ns-slot-video>`}
    <figcaption>${speaks ? html`<ns-icon name="mic"></ns-icon>` : nothing}<span class="cut">${speaks && meeting.floor ? meeting.floor.name : shortRoom(source.name)}</span></figcaption>
  </figure>`;
}

export function gridStage(model: PicturesModel): TemplateResult {
  const { media } = model;
  const { screen, cells, page, pages } = duePage(model);
  const count = cells.length + (screen ? 1 : 0);
  if (count === 0) return html`<div class="k-empty" role="status"><ns-icon name="picture"></ns-icon><p>${t("Chưa có hình từ các điểm cầu khác")}</p></div>`;
  const columns = columnsFor(count, STAGE.width, STAGE.height);
  return html`<div class="k-grid" style="--columns:${columns};--rows:${Math.ceil(count / columns)}" data-testid="grid">
      ${screen ? html`<figure class="k-pic speaks"><ns-slot-video .client=${media} slot-number="0"></ns-slot-video></figure>` : nothing}
      ${cells.map((source) => picture(model, media.slotOf(source.source), source))}
    </div>
    ${pages > 1 ? html`<p class="k-page-of" data-testid="grid-page">${t("Trang %(page)s / %(pages)s", { page: page + 1, pages })}</p>` : nothing}`;
}

/** The room of this screen is itself the main room: its own camera stands beside whoever speaks. */
function ownHall({ media }: PicturesModel): TemplateResult | null {
  if (!media.camera) return null;
  return html`<figure class="k-pic" data-testid="own-hall">
    <video autoplay playsinline muted .srcObject=${streamOf(media.camera)}></video><figcaption><span class="cut">${t("Phòng này")}</span></figcaption>
  </figure>`;
}

/** Two pictures of the same size; while the main room itself speaks, somebody else stands beside it. */
export function hallStage(model: PicturesModel): TemplateResult {
  const { media } = model;
  const main = mainRoom(model);
  const speaker = media.slotSource(0);
  const hall = others(model).find(({ participant }) => participant === main) ?? null;
  const second = media.slotSource(1);
  const beside =
    main === `room:${model.roomId}`
      ? ownHall(model)
      : hall && speaker?.participant !== main
        ? picture(model, media.slotOf(hall.source), hall)
        : second
          ? picture(model, 1, second)
          : null;
  return html`<div class="k-pair ${beside ? "" : "alone"}">
    ${speaker
      ? picture(model, 0, speaker)
      : html`<div class="k-pic k-none" role="status"><ns-icon name="picture"></ns-icon><p>${t("Chưa có hình từ các điểm cầu khác")}</p></div>`}
    ${beside ?? nothing}
  </div>`;
}
