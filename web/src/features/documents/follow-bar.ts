/** The line over the pages: who leads, and one tap to leave, to follow again, to lead. */
import { html, nothing, type TemplateResult } from "lit";
import "@shared/kit/icon";
import { t } from "@shared/i18n";
import type { Follow } from "@shared/follow";

/** `lead`: begin or end leading with the page in view. */
export function followBar(follow: Follow, lead: () => void): TemplateResult | typeof nothing {
  const other = follow.lead;
  const button = follow.mayLead
    ? html`<button class="btn ${follow.leading ? "primary" : "quiet"}" data-testid="lead" aria-pressed=${follow.leading} @click=${lead}>
        <ns-icon name="share"></ns-icon>${follow.leading ? t("Thôi trình bày") : t("Trình bày theo trang")}
      </button>`
    : nothing;
  if (follow.leading) return html`<div class="lead on" role="status"><span>${t("Mọi người đang theo trang của đồng chí. Chạm vào trang để chỉ.")}</span>${button}</div>`;
  if (!other) return follow.mayLead ? html`<div class="lead">${button}</div>` : nothing;
  const words = follow.following ? t("Đang theo trang của %(name)s", { name: other.name }) : t("%(name)s đang trình bày trang %(page)s", { name: other.name, page: other.page });
  return html`<div class="lead ${follow.following ? "on" : ""}" role="status" data-testid="follow-bar">
    <span>${words}</span>
    ${follow.following
      ? html`<button class="btn" data-testid="leave-lead" @click=${() => follow.leave()}>${t("Tự đọc")}</button>`
      : html`<button class="btn primary" data-testid="follow-lead" @click=${() => follow.rejoin()}>${t("Theo trang")}</button>`}
    ${button}
  </div>`;
}
