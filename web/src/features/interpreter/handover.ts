/** The colleagues of the booth, and how the channel goes from one to another: one asks, the other accepts. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { Command } from "@shared/protocol";
import type { Booth, Colleague } from "./booth";

type Act = (command: Command) => void;
type Waits = (name: Command["name"]) => boolean;

export function handover(booth: Booth, waits: Waits, act: Act): TemplateResult {
  return html`<section class="i-handover" aria-labelledby="i-handover">
    <h2 id="i-handover">${t("Bàn giao")}</h2>
    ${booth.colleagues.length === 0 ? html`<p class="muted">${t("Kênh này chỉ có một người phiên dịch.")}</p>` : html`<ul>${booth.colleagues.map(colleague)}</ul>`}
    ${question(booth, waits, act)}
  </section>`;
}

function colleague({ name, online, onAir, ready }: Colleague): TemplateResult {
  const state = onAir
    ? html`<span class="chip live"><ns-icon name="mic"></ns-icon>${t("Đang lên sóng")}</span>`
    : !online
      ? html`<span class="chip bad"><ns-icon name="line-off"></ns-icon>${t("Chưa kết nối")}</span>`
      : ready
        ? html`<span class="chip good"><ns-icon name="mic"></ns-icon>${t("Micrô đã bật")}</span>`
        : html`<span class="chip"><ns-icon name="mic-off"></ns-icon>${t("Micrô tắt")}</span>`;
  return html`<li data-testid="colleague"><span class="strong grow">${name}</span>${onAir && !online ? html`<span class="chip bad"><ns-icon name="line-off"></ns-icon>${t("Mất kết nối")}</span>` : state}</li>`;
}

function button(testid: string, words: string, tone: string, name: Command["name"], waits: Waits, run: () => void): TemplateResult {
  return html`<button class="btn big ${tone}" data-testid=${testid} ?disabled=${waits(name)} @click=${run}>${words}</button>`;
}

function question({ channel, air, wish, who, mayTake, mayAsk }: Booth, waits: Waits, act: Act): TemplateResult | typeof nothing {
  const { language, asked_by } = channel;
  const cancel = (words: string): TemplateResult =>
    button("handover-no", words, "", "cancel_channel_handover", waits, () => act({ name: "cancel_channel_handover", language }));
  const take = (words: string): TemplateResult => button("take", words, "primary", "take_channel", waits, () => act({ name: "take_channel", language }));
  const onAir = air === "live" || air === "open";
  if (wish === "theirs" && asked_by !== null) {
    const words = onAir ? t("%(who)s xin nhận kênh", { who }) : t("%(who)s mời đồng chí nhận kênh", { who });
    return html`<div class="i-ask" role="alert" data-testid="handover-asked"><p class="strong">${words}</p><div class="i-keys">
      ${button("handover-yes", onAir ? t("Giao kênh") : t("Nhận kênh"), "primary", "accept_channel_handover", waits, () => act({ name: "accept_channel_handover", language, asked_by }))}
      ${cancel(t("Chưa"))}</div></div>`;
  }
  if (wish === "mine") {
    return html`<div class="i-ask" role="status" data-testid="handover-waits"><p class="strong">${onAir ? t("Đang chờ đồng nghiệp nhận kênh. Đồng chí vẫn đang lên sóng.") : t("Đang chờ đồng nghiệp giao kênh.")}</p>
      <div class="i-keys">${!onAir && mayTake ? take(t("Lên sóng thay")) : nothing}${cancel(t("Rút lại"))}</div></div>`;
  }
  if (onAir) return mayAsk ? button("handover-ask", t("Mời đồng nghiệp nhận"), "", "ask_channel_handover", waits, () => act({ name: "ask_channel_handover", language })) : nothing;
  if (mayTake) {
    return html`${air === "nobody" ? nothing : html`<p class="warn">${t("Đồng nghiệp đang lên sóng mất kết nối: đồng chí lên sóng thay được ngay.")}</p>`}${take(air === "nobody" ? t("Lên sóng") : t("Lên sóng thay"))}`;
  }
  return mayAsk ? button("handover-ask", t("Xin nhận kênh"), "primary", "ask_channel_handover", waits, () => act({ name: "ask_channel_handover", language })) : nothing;
}
