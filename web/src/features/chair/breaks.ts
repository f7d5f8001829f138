/** A break: choosing how long, and what stands in the middle while it lasts. */
import { html, nothing, type TemplateResult } from "lit";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { breakFace } from "@shared/times";

/** Lengths to choose from, in minutes. */
export const LENGTHS: readonly number[] = [5, 10, 15, 20, 30, 90];

interface Act {
  readonly wait: boolean;
  run(): void;
}

export function breakDialog(parts: { readonly open: boolean; readonly wait: boolean; readonly now: number; onStart(minutes: number): void; onClose(): void }): TemplateResult {
  return html`<ns-dialog data-testid="break-dialog" .heading=${t("Giải lao trong bao lâu?")} .open=${parts.open} @close=${parts.onClose}>
    <p class="muted">${t("Màn hình các phòng đếm ngược; đồng hồ của mục đang bàn dừng lại. Đồng chí cho họp tiếp lúc nào cũng được.")}</p>
    ${parts.open
      ? html`<div class="c-lengths">${LENGTHS.map(
          (minutes) => html`<button class="btn" data-testid="break-${minutes}" ?disabled=${parts.wait} @click=${() => parts.onStart(minutes)}>
            <span>${t("%(minutes)s phút", { minutes })}<small class="muted">${t("đến %(time)s", { time: clockTime(parts.now + minutes * 60_000) })}</small></span></button>`,
        )}</div>`
      : nothing}
  </ns-dialog>`;
}

export function breakCard(parts: { readonly until: string; readonly now: number; readonly more: Act | null; readonly end: Act | null }): TemplateResult {
  const face = breakFace(parts.until, parts.now);
  const { more, end } = parts;
  return html`<div class="card c-edge" data-testid="break">
    <ns-icon name="coffee"></ns-icon>
    <h2>${t("Giải lao đến %(time)s", { time: clockTime(parts.until) })}</h2>
    <p class="c-left ${face.over ? "bad" : ""}" role="timer" data-testid="break-left">${face.figures}</p>
    <p class=${face.over ? "strong" : "muted"}>${face.words}</p>
    <div class="row">
      ${more ? html`<button class="btn" data-testid="break-more" ?disabled=${more.wait} @click=${() => more.run()}>${t("Thêm 5 phút")}</button>` : nothing}
      ${end ? html`<button class="btn primary big" data-testid="end-break" ?disabled=${end.wait} @click=${() => end.run()}><ns-icon name="play"></ns-icon>${t("Tiếp tục họp")}</button>` : nothing}
    </div></div>`;
}
