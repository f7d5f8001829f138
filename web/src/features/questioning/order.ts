/** The order of the questions that wait: the chair drags one by its handle, or moves it with the two buttons beside it. */
import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { Drag } from "@shared/drag";
import { t } from "@shared/i18n";
import "@shared/kit/icon";
import type { Command, Question } from "@shared/protocol";
import { neighbours } from "@shared/questions";

/** The place behind all others, among ids of questions. */
const LAST = "last";

type Way = "up" | "down";

interface Board extends ReactiveControllerHost {
  readonly shadowRoot: ShadowRoot | null;
  readonly waiting: boolean;
  readonly send: (command: Command) => Promise<boolean>;
}

export class Order implements ReactiveController {
  /** What was moved where, for who does not see it. */
  said = "";
  /** The button that gets the focus back once its question stands elsewhere than at `from`. */
  #focus: { readonly id: string; readonly way: Way; readonly from: number } | null = null;
  readonly #drag: Drag<Question>;

  constructor(private readonly board: Board) {
    this.#drag = new Drag(board, (x, y) => this.#placeAt(x, y));
    board.addController(this);
  }

  hostUpdated(): void {
    if (!this.#focus || this.board.waiting) return;
    const { id, way, from } = this.#focus;
    const cards = this.#cards();
    const at = cards.findIndex((card) => card.dataset["id"] === id);
    if (at === from) return;
    const button = (which: Way): HTMLButtonElement | null => cards[at]?.querySelector(`[data-testid="question-${which}"]`) ?? null;
    [button(way), button(way === "up" ? "down" : "up")].find((one) => one && !one.disabled)?.focus();
    this.#focus = null;
  }

  /** Handle and buttons of one question among those that wait. */
  tools(question: Question, waiting: readonly Question[]): TemplateResult {
    const { name } = question;
    const { up, down } = neighbours(waiting, question);
    return html`<span class="order" role="group" aria-label=${t("Thứ tự chất vấn của %(name)s", { name })}>
      ${this.#button(question, waiting, "up", t("Đưa chất vấn của %(name)s lên trước một chỗ", { name }), up)}
      ${this.#button(question, waiting, "down", t("Lùi chất vấn của %(name)s sau một chỗ", { name }), down)}
      <span class="grip" aria-hidden="true" title=${t("Kéo để đổi thứ tự")} data-testid="question-grip" @pointerdown=${(event: PointerEvent) => this.#grab(event, question, waiting)}><ns-icon name="list"></ns-icon></span>
    </span>`;
  }

  /** How a card shows that it is dragged, or that what is dragged goes before or behind it. */
  mark(question: Question, waiting: readonly Question[]): string {
    const { thing, over } = this.#drag;
    if (!thing) return "";
    if (question.id === thing.id) return "dragged";
    if (question.id === over) return "before";
    return over === LAST && question.id === waiting.at(-1)?.id && question.state === "waiting" ? "after" : "";
  }

  #button(question: Question, waiting: readonly Question[], way: Way, words: string, before: Question | null | undefined): TemplateResult {
    return html`<button class="btn" data-testid="question-${way}" aria-label=${words} title=${words} ?disabled=${before === undefined || this.board.waiting}
      @click=${() => before !== undefined && void this.#move(question, waiting, before, way)}><ns-icon name=${way}></ns-icon></button>`;
  }

  #grab(event: PointerEvent, question: Question, waiting: readonly Question[]): void {
    if (this.board.waiting || event.button !== 0) return;
    event.preventDefault();
    this.#drag.begin(question, event.clientX, event.clientY, (place) => {
      const before = place === LAST ? null : (waiting.find(({ id }) => id === place) ?? question);
      if (!stays(waiting, question, before)) void this.#move(question, waiting, before, null);
    });
  }

  async #move(question: Question, waiting: readonly Question[], before: Question | null, way: Way | null): Promise<void> {
    this.#focus = way && { id: question.id, way, from: waiting.findIndex(({ id }) => id === question.id) };
    const moved = await this.board.send({ name: "move_question", question_id: question.id, before_id: before?.id ?? null });
    if (moved) this.said = t("Chất vấn của %(name)s nay đứng thứ %(place)s.", { name: question.name, place: placeAfter(waiting, question, before) });
    else this.#focus = null;
    this.board.requestUpdate();
  }

  #cards(): HTMLElement[] {
    return [...(this.board.shadowRoot?.querySelectorAll<HTMLElement>('[data-testid="questions-waiting"] [data-id]') ?? [])];
  }

  /** Before which question that waits something dragged here would go. */
  #placeAt(x: number, y: number): string | null {
    const cards = this.#cards();
    const [first, last] = [cards[0]?.getBoundingClientRect(), cards.at(-1)?.getBoundingClientRect()];
    if (!first || !last || x < first.left || x > first.right || y < first.top || y > last.bottom) return null;
    const below = cards.find((card) => {
      const { top, height } = card.getBoundingClientRect();
      return y < top + height / 2;
    });
    return below?.dataset["id"] ?? LAST;
  }
}

function stays(waiting: readonly Question[], question: Question, before: Question | null): boolean {
  const at = waiting.findIndex(({ id }) => id === question.id);
  const next = waiting[at + 1];
  return before === null ? next === undefined : before.id === question.id || before.id === next?.id;
}

/** Where a question stands among those that wait once it was put before another one; counted from 1. */
export function placeAfter(waiting: readonly Question[], question: Question, before: Question | null): number {
  const rest = waiting.filter(({ id }) => id !== question.id);
  return 1 + (before ? rest.findIndex(({ id }) => id === before.id) : rest.length);
}
