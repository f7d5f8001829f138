/** The code of check-in: a card beside another picture, or the whole screen when it is pinned. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { MeetingState } from "@shared/protocol";
import type { CodePoller, ScreenCode } from "../codes";
import { header, wallClock } from "./frame";

type Codes = Pick<CodePoller, "code" | "lost">;

const grouped = ({ digits }: ScreenCode): string => `${digits.slice(0, 3)} ${digits.slice(3)}`;

function picture(code: ScreenCode): TemplateResult {
  return html`<img class="k-qr" src=${code.image} alt=${t("Mã QR để điểm danh tại phòng này")} data-testid="check-in-qr" />`;
}

function lostWords(): TemplateResult {
  return html`<p class="k-code-lost" role="status" data-testid="check-in-lost"><ns-icon name="line-off"></ns-icon>${t("Mất đường truyền. Mã điểm danh hiện lại khi nối được.")}</p>`;
}

/** Beside the waiting screen, the agenda and the seats; nothing while there is no code to show. */
export function codeCard(codes: Codes): TemplateResult | typeof nothing {
  const { code, lost } = codes;
  if (lost) return html`<section class="card k-code-card">${lostWords()}</section>`;
  if (!code) return nothing;
  return html`<section class="card k-code-card" aria-label=${t("Điểm danh")} data-testid="check-in-card">
    ${picture(code)}
    <div><h2>${t("Điểm danh")}</h2><p>${t("Quét mã bằng camera, hoặc nhập số")}</p><p class="k-digits" data-testid="check-in-digits">${grouped(code)}</p></div>
  </section>`;
}

function step(number: number, words: string): TemplateResult {
  return html`<li><b>${number}</b><span>${words}</span></li>`;
}

/** Pinned «Điểm danh»: large enough to be scanned from the middle of the room. */
export function codeView(model: { readonly meeting: MeetingState; readonly roomId: string; readonly room: string; readonly codes: Codes; readonly now: number }): TemplateResult {
  const { meeting, roomId, room, codes, now } = model;
  const { code, lost } = codes;
  const here = meeting.people.filter((person) => person.present && person.room_id === roomId).length;
  return html`<div class="k-page" data-testid="pinned-check-in">
    ${header({ title: html`<strong>${t("Điểm danh")}</strong> <span class="muted">${room}</span>`, right: wallClock(now), meeting: meeting.meeting })}
    <main class="k-check">
      <figure>${code ? picture(code) : lost ? lostWords() : html`<p class="k-code-lost">${t("Mã điểm danh hiện ở đây từ 2 giờ trước giờ khai mạc.")}</p>`}</figure>
      <section>
        <h1 class=${meeting.meeting.title.length > 70 ? "long" : ""}>${meeting.meeting.title}</h1>
        <ol class="k-how">
          ${step(1, t("Quét mã bằng camera của máy tính bảng hoặc điện thoại"))}
          ${step(2, t("Đăng nhập nếu máy hỏi, rồi bấm «Tôi có mặt»"))}
          ${step(3, t("Không quét được: vào họp, chọn «Nhập mã trên màn hình»"))}
        </ol>
        ${code ? html`<p class="k-digits huge" data-testid="check-in-digits">${grouped(code)}</p>` : nothing}
        <p class="k-check-count"><strong>${here}</strong> ${t("người đã có mặt tại phòng này")}</p>
      </section>
    </main>
  </div>`;
}
