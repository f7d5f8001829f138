/** The lamp of the booth: whether this voice goes out, in words and colour. */
import { html, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import type { IconName } from "@shared/kit/icons";
import type { Booth } from "./booth";

interface Face {
  readonly tone: "live" | "warn" | "calm";
  readonly icon: IconName;
  readonly title: string;
  readonly words: string;
}

/** Pure: what the lamp says. */
export function faceOf({ air, channel, who, mayTake }: Booth, microphone: boolean, coughing: boolean): Face {
  const name = channel.name;
  if (coughing) return { tone: "warn", icon: "mic-off", title: t("Tạm im"), words: t("Thả nút để nói tiếp. Kênh vẫn do đồng chí giữ.") };
  if (air === "live") return { tone: "live", icon: "mic", title: t("Đang lên sóng"), words: t("Người nghe kênh %(name)s nghe đồng chí.", { name }) };
  if (air === "open") return { tone: "warn", icon: "mic-off", title: t("Giữ kênh, micrô tắt"), words: t("Người nghe kênh %(name)s đang nghe tiếng hội trường.", { name }) };
  if (air === "nobody") return { tone: "warn", icon: "info", title: t("Chưa ai lên sóng"), words: t("Người nghe kênh %(name)s đang nghe tiếng hội trường.", { name }) };
  if (mayTake) return { tone: "warn", icon: "line-off", title: t("%(who)s mất kết nối", { who }), words: t("Người nghe kênh %(name)s đang nghe tiếng hội trường.", { name }) };
  const ready = microphone ? t("Micrô của đồng chí đã bật, chưa ai nghe.") : t("Micrô của đồng chí đang tắt.");
  return { tone: "calm", icon: "clock", title: t("%(who)s đang lên sóng", { who }), words: ready };
}

export function lamp(booth: Booth, microphone: boolean, coughing: boolean): TemplateResult {
  const { tone, icon, title, words } = faceOf({ ...booth, who: booth.colleagues.find((one) => one.onAir)?.name ?? "" }, microphone, coughing);
  return html`<div class="i-lamp ${tone}" role="status" data-testid="lamp" data-air=${booth.air}><ns-icon name=${icon}></ns-icon><div><p class="i-big">${title}</p><p>${words}</p></div></div>`;
}
