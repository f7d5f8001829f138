/** One room opened: what is wrong since when, the four signs, its last minutes, and what can be done from here. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import { clockTime } from "@shared/format";
import { t } from "@shared/i18n";
import type { CaptionSize, Channel } from "@shared/protocol";
import { minutesSince } from "@shared/times";
import { KEPT, strokes, type Sample } from "./history";
import { BROKEN_LOSS, SLOW_MS, WEAK_LOSS, type RoomHealth, type Since } from "./model";

export interface PanelModel {
  readonly health: RoomHealth;
  readonly since: Since | undefined;
  readonly samples: readonly Sample[];
  readonly now: number;
  readonly table: boolean;
  readonly revoking: boolean;
  onTable(): void;
  onRevoke(): void;
  onCaptions(size: CaptionSize, strong: boolean): void;
  /** What the room may play besides the floor; none: nothing is offered. */
  readonly channels: readonly Channel[];
  onChannel(language: string | null): void;
  /** What the big screen shows, in words; null: this page may not choose it. */
  readonly screen: { readonly words: string; readonly lack: boolean } | null;
  onScreen(): void;
  onClose(): void;
}

const WIDTH = 400;
const HEIGHT = 48;
/** Loss at the top edge of its chart. */
const FULL_LOSS = 0.25;
/** Share of sound heard at the bottom edge of its chart, and round trip at the top edge of its. */
const HEARD_FLOOR = 0.5;
const FULL_RTT_MS = 1000;

const shareText = (share: number | null): string => (share === null ? "–" : `${Math.round(share * 100)}%`);

interface Chart {
  readonly title: string;
  readonly now: string;
  readonly limit: number;
  readonly limitWords: string;
  readonly values: readonly (number | null)[];
}

function lines(values: readonly (number | null)[]): SVGTemplateResult[] {
  return strokes(values, WIDTH, HEIGHT).map((points) => svg`<polyline class="ln" points=${points} />`);
}

function chart({ title, now, limit, limitWords, values }: Chart, samples: readonly Sample[]): TemplateResult {
  const y = HEIGHT - limit * HEIGHT;
  const start = samples[0]?.at;
  return html`<figure class="ch">
    <figcaption><span>${title}</span><strong>${now}</strong></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${`${title}: ${now}`}>
      <line class="lim" x1="0" x2=${WIDTH} y1=${y} y2=${y} />${lines(values)}
    </svg>
    <p class="meta muted row between"><span>${start === undefined ? "" : clockTime(Math.max(start, (samples.at(-1)?.at ?? start) - KEPT * 10_000))}</span><span>${limitWords}</span>
      <span>${samples.length > 0 ? clockTime(samples.at(-1)?.at ?? 0) : ""}</span></p>
  </figure>`;
}

const loudness = (level: number | null): number | null => (level === null ? null : Math.max(0, 1 - level / 127));
const lossText = (loss: number | null): string => (loss === null ? "–" : `${Math.round(loss * 100)}%`);

function charts({ samples }: PanelModel): TemplateResult {
  const last = samples.at(-1);
  const loss: Chart = {
    title: t("Mất gói"),
    now: lossText(last?.loss ?? null),
    limit: WEAK_LOSS / FULL_LOSS,
    limitWords: t("ngưỡng %(limit)s%", { limit: WEAK_LOSS * 100 }),
    values: samples.map((sample) => (sample.loss === null ? null : sample.loss / FULL_LOSS)),
  };
  const level = last?.level ?? null;
  const sound: Chart = {
    title: t("Độ lớn của tiếng"),
    now: level === null ? "–" : `−${level} dB`,
    limit: 1 - 60 / 127,
    limitWords: t("tiếng nói vừa từ −60 dB"),
    values: samples.map((sample) => loudness(sample.level)),
  };
  const heard: Chart = {
    title: t("Tiếng phòng nghe được"),
    now: shareText(last?.heard ?? null),
    limit: (1 - BROKEN_LOSS - HEARD_FLOOR) / (1 - HEARD_FLOOR),
    limitWords: t("ngưỡng %(limit)s%", { limit: 90 }),
    values: samples.map((sample) => (sample.heard === null ? null : (sample.heard - HEARD_FLOOR) / (1 - HEARD_FLOOR))),
  };
  const rtt: Chart = {
    title: t("Trễ khứ hồi"),
    now: last?.rtt === null || last?.rtt === undefined ? "–" : `${last.rtt} ms`,
    limit: SLOW_MS / FULL_RTT_MS,
    limitWords: t("ngưỡng %(limit)s ms", { limit: SLOW_MS }),
    values: samples.map((sample) => (sample.rtt === null ? null : sample.rtt / FULL_RTT_MS)),
  };
  return html`${chart(loss, samples)}${chart(heard, samples)}${chart(rtt, samples)}${chart(sound, samples)}`;
}

function table({ samples }: PanelModel): TemplateResult {
  return html`<div class="k-table" tabindex="0" role="group" aria-label=${t("Bảng số")}><table data-testid="room-table">
    <thead><tr><th scope="col">${t("Lúc")}</th><th scope="col" class="n">${t("Mất gói")}</th><th scope="col" class="n">${t("Nghe được")}</th>
      <th scope="col" class="n">${t("Khứ hồi, ms")}</th><th scope="col" class="n">${t("Tiếng, dB")}</th></tr></thead>
    <tbody>${[...samples].reverse().map((sample) => html`<tr><td>${clockTime(sample.at)}</td><td class="n">${lossText(sample.loss)}</td>
      <td class="n">${shareText(sample.heard)}</td><td class="n">${sample.rtt ?? "–"}</td>
      <td class="n">${sample.level === null ? "–" : `−${sample.level}`}</td></tr>`)}</tbody>
  </table></div>`;
}

/** The last second in figures, both ways. */
function lineFacts({ line }: RoomHealth): TemplateResult | typeof nothing {
  if (!line) return nothing;
  const { down, up } = line;
  const rows: readonly (readonly [string, string, string])[] = [
    [t("Mất gói"), lossText(down.loss), up ? lossText(up.loss) : "–"],
    [t("Rung trễ"), `${down.jitter_ms} ms`, up ? `${up.jitter_ms} ms` : "–"],
    [t("Tốc độ"), `${down.kbps} kbit/s`, up ? `${up.kbps} kbit/s` : "–"],
  ];
  return html`<table class="now" data-testid="room-line"><caption class="sr">${t("Đường truyền ngay lúc này")}</caption>
    <thead><tr><th scope="col">${t("Ngay lúc này")}</th><th scope="col" class="n">${t("Phòng nhận")}</th><th scope="col" class="n">${t("Phòng gửi")}</th></tr></thead>
    <tbody>${rows.map(([what, room, server]) => html`<tr><th scope="row">${what}</th><td class="n">${room}</td><td class="n">${server}</td></tr>`)}
      <tr><th scope="row">${t("Khứ hồi · tiếng phải đoán · hình đứng")}</th>
        <td class="n" colspan="2">${down.rtt_ms === null ? "–" : `${down.rtt_ms} ms`} · ${down.fed_ms > 0 ? `${down.concealed_ms} ms` : "–"} · ${down.frozen_ms} ms</td></tr></tbody></table>`;
}

const CAPTION_SIZES: readonly { readonly size: CaptionSize; readonly words: () => string }[] = [
  { size: "normal", words: () => t("Vừa") },
  { size: "large", words: () => t("Lớn") },
  { size: "huge", words: () => t("Rất lớn") },
];

/** How the captions on the room's big screen look. */
function captionChoice({ health: { room }, onCaptions }: PanelModel): TemplateResult {
  const { caption_size: now, caption_strong: strong } = room;
  return html`<div class="caps" role="group" aria-labelledby="t-caps" data-testid="screen-captions"><h3 id="t-caps">${t("Phụ đề trên màn hình")}</h3>
    ${CAPTION_SIZES.map(({ size, words }) => html`<button class="btn" aria-pressed=${String(now === size)} data-testid="captions-${size}" @click=${() => onCaptions(size, strong)}>${words()}</button>`)}
    <button class="btn" aria-pressed=${String(strong)} data-testid="captions-strong" @click=${() => onCaptions(now, !strong)}><ns-icon name="sun"></ns-icon>${t("Tương phản mạnh")}</button></div>`;
}

/** What the room's loudspeakers play, where the meeting is interpreted. */
function channelChoice(roomId: string, channels: readonly Channel[], choose: (language: string | null) => void): TemplateResult | typeof nothing {
  if (channels.length === 0) return nothing;
  const now = channels.find(({ rooms }) => rooms.includes(roomId))?.language ?? null;
  const button = (language: string | null, words: string): TemplateResult =>
    html`<button class="btn" aria-pressed=${String(now === language)} data-testid="room-channel-${language ?? "floor"}" @click=${() => choose(language)}>${words}</button>`;
  return html`<div class="caps" role="group" aria-labelledby="t-channel" data-testid="room-channel"><h3 id="t-channel">${t("Loa của phòng phát")}</h3>
    ${button(null, t("Tiếng hội trường"))} ${channels.map(({ language, name }) => button(language, name))}</div>`;
}

/** What the big screen shows, and the way to choose something else. */
function screenChoice({ screen, onScreen }: PanelModel): TemplateResult | typeof nothing {
  if (!screen) return nothing;
  return html`<div class="caps" role="group" aria-labelledby="t-screen" data-testid="room-screen"><h3 id="t-screen">${t("Màn hình lớn")}</h3>
    <p class="t-shown ${screen.lack ? "warn" : ""}"><ns-icon name=${screen.lack ? "alert" : "screen"}></ns-icon><span>${screen.words}</span></p>
    <button class="btn" data-testid="choose-screen" @click=${onScreen}><ns-icon name="pin"></ns-icon>${t("Chọn nội dung chiếu")}</button></div>`;
}

/** Since when something is so: `từ 14:29, 9 phút`. */
export function lastedWords(at: number, now: number): string {
  const minutes = minutesSince(at, now);
  const time = clockTime(at);
  return minutes > 0 ? t("từ %(time)s, %(minutes)s phút", { time, minutes }) : t("từ %(time)s", { time });
}

export function roomPanel(model: PanelModel): TemplateResult {
  const { health, since, now } = model;
  const { room } = health;
  const lasted = since ? lastedWords(since.at, now) : "";
  return html`<aside class="panel" aria-label=${room.name} data-testid="room-panel">
    <div class="ph">
      <div class="grow"><h2>${room.name}</h2>
        <p class=${health.trouble === "idle" ? "muted" : health.trouble}><ns-icon name=${health.icon}></ns-icon> <strong>${health.title}</strong> ${lasted}</p>
        ${room.unit ? html`<p class="small muted">${room.unit}</p>` : nothing}</div>
      <button class="btn quiet icon-only" aria-label=${t("Đóng")} data-testid="panel-close" @click=${() => model.onClose()}><ns-icon name="x"></ns-icon></button>
    </div>
    <div class="bd">
      <ul class="states">${health.signs.map((sign) => html`<li><ns-icon name=${sign.icon} class=${sign.tone}></ns-icon>${sign.words}</li>`)}</ul>
      ${screenChoice(model)}
      ${lineFacts(health)}
      <div class="row between"><h3>${t("15 phút vừa qua")}</h3>
        <button class="btn quiet" data-testid="panel-table" aria-pressed=${model.table ? "true" : "false"} @click=${() => model.onTable()}>
          ${model.table ? t("Xem biểu đồ") : t("Xem bảng số")}</button></div>
      ${model.table ? table(model) : charts(model)}
      ${captionChoice(model)} ${channelChoice(health.room.id, model.channels, model.onChannel)}
    </div>
    <div class="do">
      <p><strong>${t("Nên làm:")}</strong> ${health.advice}</p>
      <a class="btn" href="/ghep-thiet-bi/" data-testid="panel-pair"><ns-icon name="link"></ns-icon>${room.kiosk ? t("Ghép máy khác") : t("Ghép màn hình")}</a>
      ${room.kiosk
        ? html`<button class="btn danger" data-testid="revoke" ?disabled=${model.revoking} @click=${() => model.onRevoke()}>${t("Thu hồi màn hình")}</button>`
        : nothing}
    </div>
  </aside>`;
}
