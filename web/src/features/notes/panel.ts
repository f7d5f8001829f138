import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { clockTime, longDate } from "@shared/format";
import "@shared/kit/dialog";
import { NsElement, sharedStyles } from "@shared/kit/element";
import "@shared/kit/icon";
import { t } from "@shared/i18n";
import type { Paper } from "@shared/protocol";
import type { Observable } from "@shared/store";
import { findPaper } from "@shared/versions";
import type { Note, NotesStore } from "./store";

/** `<ns-notes .store .papers .place>`: one's own notes; fires `close`, and `go` (CustomEvent<Note>) to show a note's page. */
@customElement("ns-notes")
export class NsNotes extends NsElement {
  @property({ attribute: false }) store!: NotesStore;
  @property({ attribute: false }) papers: readonly Paper[] = [];
  /** The page in view: a new note is tied to it. */
  @property({ attribute: false }) place: { paperId: string; page: number } | null = null;
  @state() private tied = true;
  @state() private editing: string | null = null;
  @state() private removed: Note | null = null;
  @query("#text") private readonly text!: HTMLTextAreaElement;

  static override styles = [
    sharedStyles,
    css`
      form {
        display: grid;
        gap: var(--s3);
      }
      textarea {
        min-height: 6.5rem;
        resize: vertical;
      }
      .tie {
        display: flex;
        align-items: center;
        gap: var(--s3);
        min-height: var(--touch);
        cursor: pointer;
      }
      .tie input {
        width: 1.4rem;
        height: 1.4rem;
        accent-color: var(--action-fill);
      }
      ul {
        display: grid;
        gap: var(--s3);
        margin-top: var(--s4);
      }
      li {
        padding: var(--s3) var(--s4);
        border-left: 4px solid var(--gold);
        border-radius: 0 6px 6px 0;
        background: var(--gold-tint);
      }
      li p {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override watching(): readonly Observable[] {
    return [this.store];
  }

  override render(): TemplateResult {
    const paper = this.place && findPaper(this.papers, this.place.paperId);
    return html`<ns-dialog open heading=${t("Ghi chú của tôi")} data-testid="notes" @close=${() => this.dispatchEvent(new Event("close"))}>
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          this.#save();
        }}
      >
        <div class="field">
          <label for="text">${t("Ghi chú mới")}</label>
          <textarea id="text" class="input" data-testid="note-text" maxlength="4000"></textarea>
          <span class="hint">${t("Chỉ lưu trên máy này, không ai khác đọc được.")}</span>
        </div>
        ${paper && this.place
          ? html`<label class="tie"
              ><input type="checkbox" data-testid="note-tied" .checked=${this.tied} @change=${(event: Event) => (this.tied = (event.target as HTMLInputElement).checked)} />${t(
                "Gắn với trang %(page)s của %(paper)s",
                { page: this.place.page, paper: paper.code || paper.title },
              )}</label
            >`
          : nothing}
        <button class="btn primary" data-testid="note-save">${t("Lưu ghi chú")}</button>
      </form>
      ${this.removed
        ? html`<div class="row between" role="status"><span>${t("Đã xóa một ghi chú.")}</span><button class="btn" data-testid="note-undo" @click=${() => this.#undo()}><ns-icon name="undo"></ns-icon>${t("Lấy lại")}</button></div>`
        : nothing}
      ${this.store.notes.length === 0
        ? html`<p class="muted">${t("Chưa có ghi chú nào.")}</p>`
        : html`<ul>
            ${repeat(
              this.store.notes,
              (note) => note.id,
              (note) => (this.editing === note.id ? this.#renderEditor(note) : this.#renderNote(note)),
            )}
          </ul>`}
    </ns-dialog>`;
  }

  #renderNote(note: Note): TemplateResult {
    const paper = findPaper(this.papers, note.paperId);
    return html`<li data-testid="note">
      <p>${note.text}</p>
      <div class="row wrap between">
        <span class="muted small">${clockTime(note.at)}, ${longDate(note.at)}</span>
        <span class="row">
          ${paper && note.page !== null
            ? html`<button class="btn quiet" data-testid="note-go" @click=${() => this.dispatchEvent(new CustomEvent<Note>("go", { detail: note }))}>
                <ns-icon name="doc"></ns-icon>${t("%(paper)s, trang %(page)s", { paper: paper.code || paper.title, page: note.page })}
              </button>`
            : nothing}
          <button class="btn quiet icon-only" data-testid="note-edit" aria-label=${t("Sửa ghi chú")} @click=${() => (this.editing = note.id)}><ns-icon name="note"></ns-icon></button>
          <button class="btn quiet icon-only" data-testid="note-remove" aria-label=${t("Xóa ghi chú")} @click=${() => (this.removed = this.store.remove(note.id))}>
            <ns-icon name="trash"></ns-icon>
          </button>
        </span>
      </div>
    </li>`;
  }

  #renderEditor(note: Note): TemplateResult {
    return html`<li>
      <form
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          const field = (event.currentTarget as HTMLFormElement).elements.namedItem("words") as HTMLTextAreaElement;
          this.store.change(note.id, field.value);
          this.editing = null;
        }}
      >
        <textarea class="input" name="words" aria-label=${t("Sửa ghi chú")} .value=${note.text} maxlength="4000"></textarea>
        <div class="row">
          <button class="btn primary" data-testid="note-edit-save">${t("Lưu")}</button>
          <button type="button" class="btn" @click=${() => (this.editing = null)}>${t("Thôi sửa")}</button>
        </div>
      </form>
    </li>`;
  }

  #save(): void {
    const place = this.tied ? this.place : null;
    this.store.add(this.text.value, place?.paperId ?? null, place?.page ?? null);
    this.text.value = "";
    this.removed = null;
  }

  #undo(): void {
    if (this.removed) this.store.putBack(this.removed);
    this.removed = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ns-notes": NsNotes;
  }
}
