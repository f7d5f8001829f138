/** Before the screen belongs to a room: the code, what to do with it, and the room's own test. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "@shared/i18n";
import { duration } from "@shared/format";
import { METER_STEPS, type DeviceState, type RoomDevices } from "../devices";
import { streamOf } from "../streams";
import { header } from "./frame";

export interface PairingModel {
  readonly code: string;
  readonly secondsLeft: number;
  readonly devices: RoomDevices;
  /** Round trip to the server, ms; null before the first answer. */
  readonly roundTrip: number | null;
  readonly silent: boolean;
}


function codeBoxes(code: string): TemplateResult {
  const half = Math.ceil(code.length / 2);
  const letters = Array.from(code, (letter, index) => html`${index === half ? html`<i></i>` : nothing}<b>${letter}</b>`);
  return html`<p class="k-code" data-testid="pairing-code" data-code=${code} role="img" aria-label=${t("Mã: %(code)s", { code: Array.from(code).join(" ") })}>
    ${letters}
  </p>`;
}

function step(number: number, words: unknown): TemplateResult {
  return html`<li><b>${number}</b><span>${words}</span></li>`;
}

/** A chip that says in a word how a device is. */
export function deviceChip(state: DeviceState, good: string, missing: string): TemplateResult {
  if (state === "starting") return html`<span class="chip"><ns-icon name="clock"></ns-icon>${t("Đang thử")}</span>`;
  return state === "good"
    ? html`<span class="chip good"><ns-icon name="check"></ns-icon>${good}</span>`
    : html`<span class="chip warn"><ns-icon name="alert"></ns-icon>${missing}</span>`;
}

function meter(bars: number): TemplateResult {
  const label = t("Mức tiếng %(bars)s trên 8", { bars });
  return html`<span class="k-meter" role="img" aria-label=${label} data-testid="meter" data-bars=${bars}>
    ${Array.from({ length: METER_STEPS }, (_, index) => html`<i class=${index < bars ? "on" : ""}></i>`)}
  </span>`;
}

function camera(devices: RoomDevices): TemplateResult {
  const words =
    devices.cameraState === "starting"
      ? t("Đang mở camera")
      : t("Không thấy camera. Phòng vẫn họp được bằng tiếng. Cắm lại cáp camera, máy tự nhận.");
  return devices.camera
    ? html`<figure class="k-pic" data-testid="own-camera">
        <video autoplay muted playsinline .srcObject=${streamOf(devices.camera)}></video>
        <figcaption>${t("Camera của phòng")}</figcaption>
      </figure>`
    : html`<div class="k-pic k-none" data-testid="no-camera"><ns-icon name="video-off"></ns-icon><p>${words}</p></div>`;
}

function lineRow({ roundTrip, silent }: PairingModel): TemplateResult {
  const words = silent ? t("Máy chủ chưa trả lời") : roundTrip === null ? "" : t("Trễ %(ms)s ms", { ms: Math.round(roundTrip) });
  const chip = silent
    ? html`<span class="chip warn"><ns-icon name="alert"></ns-icon>${t("Mất")}</span>`
    : (roundTrip ?? 0) > 300
      ? html`<span class="chip warn"><ns-icon name="signal-low"></ns-icon>${t("Chậm")}</span>`
      : html`<span class="chip good"><ns-icon name="check"></ns-icon>${t("Tốt")}</span>`;
  return html`<li>
    <ns-icon name="signal" class=${silent ? "warn" : "good"}></ns-icon>
    <p>${t("Đường truyền")}<small>${words}</small></p>
    ${chip}
  </li>`;
}

function tests(model: PairingModel): TemplateResult {
  const { devices } = model;
  const tone = (state: DeviceState): string => (state === "missing" ? "warn" : "good");
  return html`<section class="card lift k-dev" aria-label=${t("Thử hình và tiếng")}>
    ${camera(devices)}
    <ul>
      <li>
        <ns-icon name=${devices.microphoneState === "missing" ? "mic-off" : "mic"} class=${tone(devices.microphoneState)}></ns-icon>
        <p>
          ${t("Micrô")}<small>${devices.microphoneState === "missing" ? t("Kiểm tra cáp micrô") : t("Xin nói thử một câu")}</small>
        </p>
        ${devices.microphone ? meter(devices.bars) : deviceChip(devices.microphoneState, "", t("Không thấy"))}
      </li>
      <li>
        <ns-icon name=${devices.speakerState === "missing" ? "sound-off" : "sound"} class=${tone(devices.speakerState)}></ns-icon>
        <p>${t("Loa")}<small>${t("Phát chuông 5 giây một lần")}</small></p>
        ${deviceChip(devices.speakerState, t("Đang phát"), t("Không thấy"))}
      </li>
      ${lineRow(model)}
    </ul>
  </section>`;
}

export function pairingView(model: PairingModel): TemplateResult {
  const grouped = html`<span class="fig strong">${duration(model.secondsLeft)}</span>`;
  return html`<div class="k-page" data-testid="pairing">
    ${header({ title: html`<strong>Nghị Sự</strong>`, right: html`<p class="muted">${t("Máy phòng họp chưa ghép")}</p>` })}
    <main class="k-pairing">
      <section aria-labelledby="k-title">
        <h1 id="k-title">${t("Mã ghép của màn hình này")}</h1>
        ${codeBoxes(model.code)}
        <p class="k-left muted">${t("Mã đổi sau")} ${grouped}</p>
        <ol class="k-how">
          ${step(1, html`${t("Trên máy của kỹ thuật viên, mở")} <strong>${t("Kỹ thuật")}</strong>, ${t("chọn")} <strong>${t("Ghép màn hình")}</strong>`)}
          ${step(2, t("Nhập sáu ký tự trên, rồi chọn phòng"))}
          ${step(3, t("Tên phòng hiện ở đây: đối chiếu với biển phòng"))}
        </ol>
      </section>
      ${tests(model)}
    </main>
  </div>`;
}
