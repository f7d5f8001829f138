import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "@shared/i18n";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import { post } from "@shared/post";
import type { ServerMessage } from "@shared/protocol";
import type { LiveSession } from "@shared/session";
import { shownNotices, standingNotices, type Notice } from "./standing";

/** `<ns-notices .session>`: what the system asks of this person now; `paper` (event) carries a paper to open. */
@customElement("ns-notices")
export class NsNotices extends NsElement {
  @property({ attribute: false }) session!: LiveSession;
  @state() private notices: readonly Notice[] = [];
  readonly #away = new Set<string>();
  #forget: (() => void) | undefined;

  static override styles = [
    sharedStyles,
    css`
      article {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--s3) var(--s4);
        padding: var(--s3) var(--s4);
        border-bottom: 1px solid var(--info);
        background: var(--info-tint);
      }
      article > ns-icon {
        --icon: 2rem;
        color: var(--info);
      }
      article > div {
        min-width: 0;
      }
      .words {
        flex: 1 1 18rem;
      }
      h2 {
        font-size: var(--t-20);
      }
      p {
        overflow-wrap: anywhere;
      }
      @media (max-width: 560px) {
        article > ns-icon {
          display: none;
        }
        .row {
          flex: 1 1 100%;
        }
        .btn.primary {
          flex: 1;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#forget = this.session.socket.onMessage((message) => this.#hear(message));
    void this.#ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget?.();
  }

  override render(): TemplateResult | typeof nothing {
    const [first] = this.notices;
    if (!first) return nothing;
    return html`<article role="status" data-testid="notice">
      <ns-icon name="bell"></ns-icon>
      <div class="words"><h2>${first.title}</h2><p>${first.text}</p></div>
      <div class="row">
        <a class="btn primary" href=${first.href} data-testid="notice-open" @click=${(event: Event) => this.#open(event, first)}>${first.button}</a>
        <button class="btn" data-testid="notice-aside" @click=${() => this.#aside(first)}>${t("Để sau")}</button>
      </div>
    </article>`;
  }

  /** A page that comes back, or that is told of news, asks anew. */
  #hear(message: ServerMessage): void {
    if (message.type === "welcome" || message.type === "notices_came") void this.#ask();
  }

  async #ask(): Promise<void> {
    const answer = await standingNotices(this.session.bootstrap.meeting_id);
    this.notices = shownNotices(this.notices, answer, this.#away);
    this.#say("da-thay");
  }

  /** Only the notice that stands before him is seen. */
  #say(what: "da-thay" | "de-sau", notice: Notice | undefined = this.notices[0]): void {
    if (notice) void post(`/loi-nhac/${notice.id}/${what}/`, { keepalive: true });
  }

  #putAway(notice: Notice): void {
    this.#away.add(notice.id);
    this.notices = shownNotices(this.notices, null, this.#away);
    this.#say("da-thay");
  }

  #aside(notice: Notice): void {
    this.#say("de-sau", notice);
    this.#putAway(notice);
  }

  #open(event: Event, notice: Notice): void {
    if (!notice.paper_id) return;
    event.preventDefault();
    this.#putAway(notice);
    this.dispatchEvent(new CustomEvent<string>("paper", { detail: notice.paper_id }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-notices": NsNotices;
  }
}
