/** Sound, microphone and camera of a console: plain buttons with their state in words. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../i18n";
import type { IconName } from "../kit/icons";
import { attempt } from "../media/attempt";
import type { MediaClient } from "../media/client";
import { openDeviceDialog } from "../media/device-dialog";

function tool(testid: string, on: boolean, icons: readonly [IconName, IconName], words: readonly [string, string], run: () => void): TemplateResult {
  const label = on ? words[0] : words[1];
  return html`<button class="btn icon-only" data-testid=${testid} aria-pressed=${on ? "true" : "false"} aria-label=${label} title=${label} @click=${run}>
    <ns-icon name=${on ? icons[0] : icons[1]}></ns-icon></button>`;
}

/** The buttons; microphone and camera only for who may publish. */
export function mediaTools(media: MediaClient, mayPublish: boolean): TemplateResult {
  const sound = tool("tool-sound", media.hears, ["sound", "sound-off"], [t("Đang nghe trên máy này, bấm để tắt tiếng"), t("Máy này đang tắt tiếng, bấm để nghe")], () => {
    media.setHears(!media.hears);
    media.unblock();
  });
  if (!mayPublish) return html`<div class="c-tools">${sound}</div>`;
  return html`<div class="c-tools">
    ${sound}
    ${tool("tool-mic", media.microphoneOn, ["mic", "mic-off"], [t("Micrô của tôi đang mở, bấm để tắt"), t("Micrô của tôi đang tắt, bấm để mở")], () =>
      void attempt(() => media.setMicrophone(!media.microphoneOn)))}
    ${tool("tool-camera", media.camera !== null, ["video", "video-off"], [t("Camera của tôi đang bật, bấm để tắt"), t("Camera của tôi đang tắt, bấm để bật")], () =>
      void attempt(async () => (media.camera ? media.setCameraOff() : await media.setCameraOn())))}
    <button class="btn icon-only" data-testid="tool-devices" aria-label=${t("Chọn thiết bị")} title=${t("Chọn thiết bị")} @click=${() => openDeviceDialog(media)}>
      <ns-icon name="settings"></ns-icon></button>
    ${media.blocked ? html`<button class="btn" @click=${() => media.unblock()}>${t("Bật tiếng")}</button>` : nothing}
  </div>`;
}
