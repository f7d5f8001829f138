/** For how long who has spoken: by person, by unit, by item. */
import { html, type TemplateResult } from "lit";
import { duration } from "@shared/format";
import { t } from "@shared/i18n";
import { itemLabel } from "@shared/outline";
import type { MeetingState, Spoken } from "@shared/protocol";

export interface Line {
  readonly name: string;
  readonly seconds: number;
  readonly turns: number;
}

/** Sums by what `key` says, the longest first; entries of one key carry the name of the first. */
export function sums(spoken: readonly Spoken[], key: (entry: Spoken) => string, name: (entry: Spoken) => string): readonly Line[] {
  const found = new Map<string, Line>();
  for (const entry of spoken) {
    const before = found.get(key(entry)) ?? { name: name(entry), seconds: 0, turns: 0 };
    found.set(key(entry), { ...before, seconds: before.seconds + entry.seconds, turns: before.turns + entry.turns });
  }
  return [...found.values()].sort((a, b) => b.seconds - a.seconds);
}

function itemName({ items }: MeetingState, id: string | null): string {
  const item = items.find((entry) => entry.id === id);
  return item ? t("Mục %(number)s. %(title)s", { number: itemLabel(item), title: item.title }) : t("Ngoài các mục");
}

function table(heading: string, lines: readonly Line[]): TemplateResult {
  return html`<table class="table c-times"><caption>${heading}</caption>
    <thead><tr><th scope="col">${t("Tên")}</th><th scope="col" class="n">${t("Lượt")}</th><th scope="col" class="n">${t("Thời gian")}</th></tr></thead>
    <tbody>${lines.map(({ name, seconds, turns }) => html`<tr><th scope="row">${name}</th><td class="n fig">${turns}</td><td class="n fig">${duration(seconds)}</td></tr>`)}</tbody>
  </table>`;
}

export function timesDialog(parts: { readonly meeting: MeetingState; readonly open: boolean; onClose(): void }): TemplateResult {
  const { meeting, open } = parts;
  const { spoken } = meeting;
  return html`<ns-dialog data-testid="times-dialog" wide .heading=${t("Thời gian đã phát biểu")} .open=${open} @close=${parts.onClose}>
    ${!open || spoken.length === 0
      ? html`<p class="muted">${t("Chưa có lượt phát biểu nào kết thúc.")}</p>`
      : html`<div class="c-alltimes c-scroll" tabindex="0">
          ${table(t("Theo người"), sums(spoken, ({ person_id, room_id }) => `${person_id ?? ""} ${room_id ?? ""}`, ({ name }) => name))}
          ${table(t("Theo đơn vị"), sums(spoken, ({ unit }) => unit, ({ unit }) => unit || t("Không thuộc đơn vị nào")))}
          ${table(t("Theo mục"), sums(spoken, ({ item_id }) => item_id ?? "", ({ item_id }) => itemName(meeting, item_id)))}
        </div>`}
  </ns-dialog>`;
}
