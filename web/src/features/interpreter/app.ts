/** `<ns-interpreter>`: am I on air, whom do I hear, who follows me? The booth on the left, the papers beside it. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import "@features/documents/paper-viewer";
import { Console } from "@shared/console/console";
import { clockTime } from "@shared/format";
import { Follow } from "@shared/follow";
import { t } from "@shared/i18n";
import "@shared/kit/slot-video";
import "@shared/kit/timer";
import { attempt } from "@shared/media/attempt";
import { openDeviceDialog } from "@shared/media/device-dialog";
import { itemLabel } from "@shared/outline";
import type { Channel, Command, MeetingState } from "@shared/protocol";
import { currentItem } from "@shared/reducer";
import { secrecyMark } from "@shared/secrecy";
import { boothOf, leadsToAir, ownChannel, type Booth } from "./booth";
import { handover } from "./handover";
import { lamp } from "./lamp";
import "./sources";

/** Keys of a console that are worked without looking: they do nothing while somebody types. */
const COUGH_KEY = " ";
const MICROPHONE_KEY = "m";

@customElement("ns-interpreter")
export class NsInterpreter extends Console {
  readonly #follow = new Follow(this.session.socket, this.session.store);
  @state() private coughing = false;
  @state() private paperId: string | null = null;
  #assigned: string | null = null;
  #wasOnAir = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#keyDown);
    document.addEventListener("keyup", this.#keyUp);
    window.addEventListener("blur", this.#keyUp);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#keyDown);
    document.removeEventListener("keyup", this.#keyUp);
    window.removeEventListener("blur", this.#keyUp);
  }

  protected override updated(): void {
    const { meeting, you } = this.live;
    if (!meeting || !you || meeting.meeting.status === "closed") return;
    this.#joinAs(ownChannel(meeting, you)?.language ?? null);
    const onAir = ownChannel(meeting, you)?.on_air === you.person_id;
    // who gave the channel away is not heard any more, and shall not think so
    if (this.#wasOnAir && !onAir) void this.#setMicrophone(false);
    this.#wasOnAir = onAir;
  }

  protected draw(meeting: MeetingState): TemplateResult {
    const channel = this.#channel(meeting);
    return html`<div class="c-page" data-testid="interpreter">
      ${this.#top(meeting, channel)}
      <main class="i-desk">
        <section class="i-booth side c-scroll" aria-label=${t("Bàn phiên dịch")}>${channel ? this.#booth(channel) : this.#unassigned()} ${this.#floor(meeting)} ${this.#sources(meeting, channel)}</section>
        <ns-paper-viewer class="i-papers" .papers=${meeting.papers} .items=${meeting.items} .paperId=${this.paperId} .noted=${new Set<number>()} .follow=${this.#follow}
          ?offline=${!this.reachable} @place=${({ detail }: CustomEvent<{ paperId: string }>) => (this.paperId = detail.paperId)}></ns-paper-viewer>
      </main>
    </div>`;
  }

  #top({ meeting }: MeetingState, channel: Channel | null): TemplateResult {
    return html`<header class="c-top">
      <span class="chip info"><ns-icon name="sound"></ns-icon>${channel?.name ?? t("Phiên dịch")}</span>
      ${secrecyMark(meeting)}
      <h1 class="grow cut" title=${meeting.title}>${meeting.title}</h1>
      ${this.sign}
      <time class="fig">${clockTime(this.now)}</time>
      <button class="btn icon-only" data-testid="tool-devices" aria-label=${t("Chọn thiết bị")} title=${t("Chọn thiết bị")} @click=${() => openDeviceDialog(this.media)}><ns-icon name="settings"></ns-icon></button>
    </header>`;
  }

  #unassigned(): TemplateResult {
    return html`<div class="i-none" role="status" data-testid="unassigned"><ns-icon name="info"></ns-icon>
      <h2>${t("Đồng chí chưa được phân công kênh phiên dịch")}</h2><p class="muted">${t("Thư ký phân công ở trang «Chuẩn bị». Trang này tự mở khi được phân công.")}</p></div>`;
  }

  #booth(channel: Channel): TemplateResult {
    const booth = this.#facts(channel);
    const on = this.#microphoneOn;
    return html`
      ${lamp(booth, on, this.coughing)}
      <div class="i-keys">
        <button class="btn big ${on ? "danger" : "primary"}" data-testid="microphone" aria-pressed=${on} aria-keyshortcuts="M" @click=${() => void this.#setMicrophone(!on)}>
          <ns-icon name=${on ? "mic-off" : "mic"}></ns-icon><span>${on ? t("Tắt micrô") : t("Bật micrô")}</span><kbd>M</kbd></button>
        <button class="btn big" data-testid="cough" aria-pressed=${this.coughing} aria-keyshortcuts="Space" ?disabled=${!on}
          @pointerdown=${this.#cough} @pointerup=${this.#keyUp} @pointerleave=${this.#keyUp} @pointercancel=${this.#keyUp}>
          <ns-icon name="mic-off"></ns-icon><span>${t("Giữ để ho")}</span><kbd>${t("phím cách")}</kbd></button>
      </div>
      ${handover(booth, (name) => this.waits(name), (command) => void this.#act(command, channel))}
    `;
  }

  #sources(meeting: MeetingState, channel: Channel | null): TemplateResult {
    return html`<ns-booth-sources .media=${this.media} .channels=${meeting.channels} own=${channel?.language ?? ""}></ns-booth-sources>
      ${this.media.blocked ? html`<button class="btn" data-testid="unblock" @click=${() => this.media.unblock()}><ns-icon name="sound"></ns-icon>${t("Bật tiếng")}</button>` : nothing}`;
  }

  /** Who speaks, about what: what an interpreter looks at. */
  #floor(meeting: MeetingState): TemplateResult {
    const item = currentItem(meeting);
    const { floor } = meeting;
    return html`<section class="i-floor" aria-labelledby="i-floor">
      <ns-slot-video class="i-picture" .client=${this.media} slot-number="0" named empty=${t("Chưa có hình")} ?frozen=${!this.reachable}></ns-slot-video>
      <div><h2 id="i-floor">${floor ? floor.name : t("Chưa ai được mời phát biểu")}</h2>
        ${floor ? html`<p class="muted">${floor.detail}</p><ns-timer .turn=${floor} .clock=${() => this.now}></ns-timer>` : nothing}</div>
      ${item ? html`<p class="i-item" data-testid="item">${t("Mục %(number)s", { number: itemLabel(item) })}: ${item.title}</p>` : nothing}
    </section>`;
  }

  #channel(meeting: MeetingState): Channel | null {
    return this.live.you ? ownChannel(meeting, this.live.you) : null;
  }

  #facts(channel: Channel): Booth {
    const { you, online, sources } = this.live;
    return boothOf(channel, you?.person_id ?? "", this.#microphoneOn, online, Object.values(sources));
  }

  get #microphoneOn(): boolean {
    return this.media.microphone !== null && !this.media.own.withheld;
  }

  /** The microphone is opened once and then held back, so that it is there at once; the server lets it through on air alone. */
  #joinAs(language: string | null): void {
    if (this.media.state === "idle") {
      this.#assigned = language;
      void this.media.own.withhold(true);
      this.media.join({ hears: true });
      if (language !== null) void attempt(() => this.media.setMicrophone(true), "warn");
    } else if (language !== this.#assigned) {
      this.#assigned = language;
      this.media.rejoin();
    }
  }

  async #setMicrophone(on: boolean): Promise<void> {
    if (on) await attempt(() => this.media.setMicrophone(true));
    await this.media.own.withhold(!on);
    this.coughing = false;
    this.requestUpdate();
  }

  async #act(command: Command, channel: Channel): Promise<void> {
    const me = this.live.you?.person_id ?? "";
    if (leadsToAir(command, channel, me) && !this.#microphoneOn) await this.#setMicrophone(true);
    await this.send(command);
  }

  /** While the button is held the voice is silent, and the channel stays on air: the floor does not come up for a cough. */
  readonly #cough = (): void => {
    if (!this.#microphoneOn || this.coughing) return;
    this.coughing = true;
    void this.media.setMicrophone(false);
  };

  readonly #keyUp = (event: Event): void => {
    if (!this.coughing || (event instanceof KeyboardEvent && event.key !== COUGH_KEY)) return;
    this.coughing = false;
    void this.media.setMicrophone(true);
  };

  readonly #keyDown = (event: KeyboardEvent): void => {
    const at = event.composedPath()[0];
    const typing = at instanceof HTMLElement && at.matches("input, textarea, select, [contenteditable]");
    const pressing = at instanceof HTMLElement && at.matches("button, a, summary, [role='button']");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key.toLowerCase() === MICROPHONE_KEY) void this.#setMicrophone(!this.#microphoneOn);
    // on a button the space bar presses that button, as everywhere; on the cough button it coughs
    else if (event.key === COUGH_KEY && (!pressing || at.dataset.testid === "cough")) {
      event.preventDefault();
      this.#cough();
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-interpreter": NsInterpreter;
  }
}
