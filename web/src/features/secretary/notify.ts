/** The dialog in which the secretary tells the people of one unit something; nobody else sees it. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "@shared/kit/dialog";
import { t } from "@shared/i18n";
import { LightElement } from "@shared/kit/light";
import type { Attendee } from "@shared/protocol";

export interface UnitChoice {
  readonly id: string;
  readonly name: string;
  readonly present: number;
  readonly people: number;
}

/** The units of those who take part, those who miss most people first. */
export function unitsOf(people: readonly Attendee[]): readonly UnitChoice[] {
  const found = new Map<string, UnitChoice>();
  for (const { unit_id, unit, present } of people) {
    if (unit_id === null) continue;
    const old = found.get(unit_id) ?? { id: unit_id, name: unit, present: 0, people: 0 };
    found.set(unit_id, { ...old, present: old.present + (present ? 1 : 0), people: old.people + 1 });
  }
  const missing = (unit: UnitChoice): number => unit.people - unit.present;
  return [...found.values()].sort((a, b) => missing(b) - missing(a) || new Intl.Collator("vi").compare(a.name, b.name));
}

function thereWords({ present, people }: UnitChoice): string {
  return t("%(present)s trong %(people)s có mặt", { present, people });
}

/** `<ns-notify-unit .people>`: fires `notify` (CustomEvent<{unit, text}>) and `close`. */
@customElement("ns-notify-unit")
export class NsNotifyUnit extends LightElement {
  @property({ attribute: false }) people: readonly Attendee[] = [];
  @state() private unit = "";
  @state() private text = "";

  protected override render(): TemplateResult {
    const units = unitsOf(this.people);
    const chosen = units.find((entry) => entry.id === this.unit) ?? units[0];
    const words = this.text.trim();
    return html`<ns-dialog open data-testid="notify-dialog" .heading=${t("Nhắn riêng một đơn vị")} @close=${() => this.dispatchEvent(new Event("close"))}>
      <div class="field"><label for="notify-unit">${t("Đơn vị")}</label>
        <select id="notify-unit" class="input" data-testid="notify-choice" @change=${(event: Event) => (this.unit = (event.target as HTMLSelectElement).value)}>
          ${units.map((entry) => html`<option value=${entry.id} ?selected=${entry.id === chosen?.id}>${entry.name} · ${thereWords(entry)}</option>`)}
        </select>${chosen ? html`<span class="hint" data-testid="notify-whom">${chosen.name}: ${thereWords(chosen)}</span>` : nothing}</div>
      <div class="field"><label for="notify-text">${t("Lời nhắn")}</label>
        <textarea id="notify-text" class="input" rows="3" maxlength="500" data-testid="notify-text" .value=${this.text}
          @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}></textarea>
        <span class="hint">${t("Chỉ người của đơn vị này thấy lời nhắn; lời nhắn vào sổ diễn biến.")}</span></div>
      <button slot="actions" class="btn" @click=${() => this.dispatchEvent(new Event("close"))}>${t("Thôi")}</button>
      <button slot="actions" class="btn primary" data-testid="notify-send" ?disabled=${!chosen || words.length < 3}
        @click=${() => this.dispatchEvent(new CustomEvent("notify", { detail: { unit: chosen?.id ?? "", text: words } }))}>${t("Gửi lời nhắn")}</button>
    </ns-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-notify-unit": NsNotifyUnit;
  }
}
