/** What the reader shows instead of pages, or over them: empty, opening, taken back, not to be had, an earlier version. */
import { html, nothing, type TemplateResult } from "lit";
import "@shared/kit/icon";
import { t } from "@shared/i18n";
import type { Paper } from "@shared/protocol";
import type { PaperError } from "./ranges";

export function emptyState(): TemplateResult {
  return html`<div class="state"><ns-icon name="doc"></ns-icon><p>${t("Cuộc họp chưa có tài liệu. Tài liệu được phát sẽ hiện ngay ở đây.")}</p></div>`;
}

export function openingState(): TemplateResult {
  return html`<div aria-busy="true" role="status"><span class="sr">${t("Đang mở tài liệu…")}</span><div class="ghost" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i><i></i></div></div>`;
}

/** The line is lost; `kept`: the whole paper is on this machine. */
export function offlineChip(kept: boolean): TemplateResult {
  return kept
    ? html`<span class="chip good plain wide copy"><ns-icon name="saved"></ns-icon>${t("Bản trên máy")}</span>`
    : html`<span class="chip warn plain wide copy" data-testid="not-kept"><ns-icon name="line-off"></ns-icon>${t("Chưa tải hết")}</span>`;
}

/** The paper that was open was taken back; `others` shows what else there is. */
export function recalledState(title: string, others: (() => void) | null): TemplateResult {
  return html`<div class="state" role="alert" data-testid="paper-recalled">
    <ns-icon name="alert"></ns-icon>
    <p>${t("Thư ký đã thu hồi tài liệu “%(title)s”. Bản đang mở trên máy này đã đóng; ghi chú của đồng chí vẫn còn.", { title })}</p>
    ${others ? html`<button class="btn" data-testid="paper-others" @click=${others}><ns-icon name="doc"></ns-icon>${t("Xem tài liệu khác")}</button>` : nothing}
  </div>`;
}

export function troubleState(trouble: PaperError["code"], again: () => void): TemplateResult {
  const words =
    trouble === "gone"
      ? t("Tài liệu này đã được thu hồi hoặc không phát cho đồng chí. Hãy chọn tài liệu khác.")
      : t("Chưa tải được tài liệu vì đường truyền. Ghi chú của đồng chí vẫn còn trên máy; hãy thử lại.");
  return html`<div class="state" role="alert" data-testid="paper-trouble">
    <ns-icon name="alert"></ns-icon>
    <p>${words}</p>
    ${trouble === "gone" ? nothing : html`<button class="btn" data-testid="paper-retry" @click=${again}><ns-icon name="refresh"></ns-icon>${t("Tải lại")}</button>`}
  </div>`;
}

/** An earlier version is open: say so over its foot, wherever the reader is in it. */
export function newerNotice(newer: Paper | null, openId: string | null, open: (paperId: string) => void): TemplateResult | typeof nothing {
  if (!newer) return nothing;
  return html`<div class="newer" role="status" data-testid="newer-version">
    <span><strong>${t("Đã có dự thảo %(version)s.", { version: newer.version })}</strong> ${t("Đồng chí đang đọc bản cũ.")}</span>
    <button class="btn primary" data-testid="open-newer" @click=${() => open(newer.id)}>${t("Mở bản mới")}</button>
    <a class="btn" data-testid="see-changes" href="/tai-lieu/${newer.id}/so-sanh/?voi=${openId ?? ""}" target="_blank" rel="noopener"><ns-icon name="split"></ns-icon>${t("Xem thay đổi")}</a>
  </div>`;
}
