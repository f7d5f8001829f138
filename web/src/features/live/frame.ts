import "@features/notices/notices";
import "@features/questioning/asking";
import { html, nothing, type TemplateResult } from "lit";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import { lineSign, type LineFacts } from "@shared/kit/line-sign";
import type { MediaClient } from "@shared/media/client";
import type { Bye, MeetingState } from "@shared/protocol";
import { secrecyMark } from "@shared/secrecy";
import type { LiveSession } from "@shared/session";
import type { Pending } from "@shared/socket";
import { adjourned } from "@shared/sessions";
import "@features/messages/panel";

/** Head of the live room: back, state of the meeting, title, line, clock. */
export function renderHead(state: MeetingState | null, facts: LineFacts, now: number, pending: readonly Pending[], leave: ((event: Event) => void) | null, session: LiveSession | null): TemplateResult {
  const waiting = pending.filter((entry) => !entry.sent).length;
  return html`
    <div class="strip"></div>
    <header class="top">
      <a class="btn quiet icon-only" href="/" aria-label=${t("Rời phòng họp")} data-testid="leave" @click=${leave}><ns-icon name="left"></ns-icon></a>
      ${state && facts.line !== "lost" ? renderStatus(state) : nothing}
      ${secrecyMark(state?.meeting)}
      <h1 class="grow cut">${state?.meeting.title ?? t("Phòng họp")}</h1>
      ${waiting > 0 ? html`<span class="chip warn plain" data-testid="unsent"><ns-icon name="clock"></ns-icon>${t("%(count)s việc chưa gửi", { count: waiting })}</span>` : nothing}
      ${session ? html`<ns-messages .session=${session}></ns-messages>` : nothing}
      ${lineSign(facts, "line")}
      <time class="fig strong clock">${clockTime(now)}</time>
    </header>
  `;
}

function renderStatus({ meeting }: MeetingState): TemplateResult {
  if (adjourned(meeting)) return html`<span class="chip" data-testid="status"><ns-icon name="clock"></ns-icon><span>${t("Tạm nghỉ")}</span></span>`;
  if (meeting.status === "open") return html`<span class="chip live" data-testid="status"><ns-icon name="star"></ns-icon><span>${t("Đang họp")}</span></span>`;
  if (meeting.status === "closed") return html`<span class="chip" data-testid="status"><ns-icon name="check"></ns-icon>${t("Đã bế mạc")}</span>`;
  return html`<span class="chip info" data-testid="status"><ns-icon name="clock"></ns-icon>${t("Sắp họp")}</span>`;
}

/** The browser plays no sound before the person has touched something: one button for it. */
export function renderSound(media: MediaClient): TemplateResult | typeof nothing {
  if (!media.blocked || !media.hears) return nothing;
  return html`<div class="sound"><span>${t("Trình duyệt chờ đồng chí cho phép phát tiếng.")}</span><button class="btn primary" data-testid="unblock" @click=${() => media.unblock()}><ns-icon name="sound"></ns-icon>${t("Bật tiếng")}</button></div>`;
}

function lostHeading(everThere: boolean, lostAt: number | null, offline: boolean): string {
  if (offline) return t("Máy này đang mất mạng. Trang tự nối lại khi có mạng");
  if (!everThere || lostAt === null) return t("Chưa nối được vào phòng họp");
  return t("Mất đường truyền từ %(time)s, máy đang tự nối lại", { time: clockTime(lostAt) });
}

/** The line is lost: what happened, what is safe, what to do. */
export function renderLost(place: number | null, everThere: boolean, lostAt: number | null, offline: boolean, reconnect: () => void): TemplateResult {
  const safe = place === null ? t("Tài liệu, ghi chú vẫn dùng được và giữ trên máy.") : t("Tài liệu, ghi chú vẫn dùng được và giữ trên máy; lượt phát biểu thứ %(place)s vẫn còn.", { place });
  const words = everThere
    ? `${safe} ${t("Nếu chủ trì mở biểu quyết lúc này, xin giơ tay báo thư ký.")}`
    : t("Máy chủ chưa trả lời. Hãy kiểm tra mạng của máy này; trang tự vào phòng họp ngay khi nối được.");
  return html`<section class="lost" role="alert" data-testid="lost">
    <ns-icon name="line-off"></ns-icon>
    <div class="grow">
      <h2>${lostHeading(everThere, lostAt, offline)}</h2>
      <p>${words}</p>
    </div>
    <button class="btn" data-testid="reconnect" @click=${reconnect}><ns-icon name="refresh"></ns-icon>${t("Nối lại ngay")}</button>
  </section>`;
}

const BYE: Record<Bye["reason"], () => { heading: string; href: string; words: string }> = {
  signed_out: () => ({ heading: t("Đã đăng xuất"), href: "/dang-nhap/", words: t("Đăng nhập lại") }),
  revoked: () => ({ heading: t("Quyền vào phòng họp đã bị thu hồi"), href: "/", words: t("Về lịch họp") }),
  removed: () => ({ heading: t("Đồng chí không còn trong danh sách cuộc họp"), href: "/", words: t("Về lịch họp") }),
  crowded: () => ({ heading: t("Trang này đã dừng"), href: "", words: t("Tải lại trang") }),
  reload: () => ({ heading: t("Phần mềm vừa được nâng cấp"), href: "", words: t("Tải lại trang") }),
  closing: () => ({ heading: t("Máy chủ đang khởi động lại"), href: "", words: t("Tải lại trang") }),
};

/** The server said good-bye: why, what is safe, where to go. */
export function renderBye(bye: Bye): TemplateResult {
  const { heading, href, words } = BYE[bye.reason]();
  return html`<main class="bye" data-testid="bye">
    <div class="card lift pad">
      <h2>${heading}</h2>
      <p>${bye.message}</p>
      ${bye.reason === "signed_out" ? nothing : html`<p class="muted">${t("Ghi chú của đồng chí vẫn còn trên máy này.")}</p>`}
      <a class="btn primary big" href=${href || location.pathname}>${words}</a>
    </div>
  </main>`;
}

/** Before the first snapshot: the shape of the room. */
export function renderLoading(): TemplateResult {
  return html`<main class="loading" aria-busy="true" role="status" data-testid="loading">
    <p>${t("Đang vào phòng họp…")}</p>
    <div class="ghost now"></div>
    <div class="ghost body"></div>
  </main>`;
}

/** What stands over the meeting: what the system asks of this person, and how a questioning stands for him. */
export function renderStanding(session: LiveSession, onPaper: (paperId: string) => void): TemplateResult {
  return html`<ns-notices .session=${session} @paper=${(event: CustomEvent<string>) => onPaper(event.detail)}></ns-notices>
    <ns-questions .session=${session}></ns-questions>`;
}
