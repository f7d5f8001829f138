/** Pure: conversations from letters. Each is one mailbox and the other side; what is unread is counted by journal number. */
import { t } from "@shared/i18n";
import type { Command, Letter, MeetingState, You } from "@shared/protocol";
import type { Message, Unsent } from "@shared/outbox";
import type { Pending } from "@shared/socket";

export type Mailbox = Letter["mailbox"];

export interface Thread {
  /** `mailbox:id of the other side`. */
  readonly key: string;
  readonly mailbox: Mailbox;
  /** Person that the secretariat or chair talks with; null: this page is the participant, or writes to its unit. */
  readonly personId: string | null;
  readonly title: string;
  readonly letters: readonly Letter[];
  readonly unread: number;
}

/** The last number that was read in each conversation. */
export type Seen = Readonly<Record<string, number>>;

const KEEPERS: Readonly<Partial<Record<You["role"], Mailbox>>> = { secretary: "secretariat", chair: "chair" };
export const MAILBOXES: readonly Mailbox[] = ["secretariat", "chair", "unit"];

/** The mailbox that this page reads and answers; null: none. */
export function keptBy({ role }: Pick<You, "role">): Mailbox | null {
  return KEEPERS[role] ?? null;
}

export function mailboxTitle(mailbox: Mailbox): string {
  return { secretariat: t("Ban thư ký"), chair: t("Chủ trì"), unit: t("Đoàn của tôi") }[mailbox];
}

/** Conversations of this page: the ones that it may begin, and everybody who wrote to the mailbox it keeps. */
export function threadsOf(you: You, letters: readonly Letter[], people: MeetingState["people"], seen: Seen): readonly Thread[] {
  const kept = keptBy(you);
  const own = MAILBOXES.filter((mailbox) => mailbox !== kept && (mailbox !== "unit" || you.unit_id !== null) && you.commands.includes("send_message"));
  const make = (mailbox: Mailbox, id: string, personId: string | null, title: string): Thread => {
    const key = `${mailbox}:${id}`;
    const mine = letters.filter((letter) => letter.mailbox === mailbox && letter.with_id === id);
    const unread = mine.filter((letter) => letter.writer_id !== you.person_id && letter.number > (seen[key] ?? 0)).length;
    return { key, mailbox, personId, title, letters: mine, unread };
  };
  const sides = new Map(letters.filter(({ mailbox }) => mailbox === kept).map(({ with_id, with_name }) => [with_id, with_name]));
  const asked = [...sides].map(([id, name]) => make(kept ?? "chair", id, id, people.find((person) => person.person_id === id)?.name ?? name));
  const newest = (thread: Thread): number => thread.letters.at(-1)?.number ?? 0;
  return [
    ...asked.sort((a, b) => newest(b) - newest(a)),
    ...own.map((mailbox) => make(mailbox, (mailbox === "unit" ? you.unit_id : you.person_id) ?? "", null, mailboxTitle(mailbox))),
  ];
}

/** The command that sends a text in a conversation. */
export function letterCommand({ mailbox, personId }: Thread, text: string): Message {
  return personId === null ? { name: "send_message", mailbox, text } : { name: "answer_message", mailbox, person_id: personId, text };
}

/** Whether a command sends a text in this conversation. */
export function belongsTo(thread: Pick<Thread, "mailbox" | "personId">, command: Command): command is Message {
  if (command.name === "send_message") return thread.personId === null && command.mailbox === thread.mailbox;
  return command.name === "answer_message" && command.person_id === thread.personId && command.mailbox === thread.mailbox;
}

/** What was written here and waits for the line, oldest first. */
export function waitingIn(thread: Thread, pending: readonly Pending[]): readonly Unsent[] {
  return pending.flatMap(({ id, command }) => (belongsTo(thread, command) ? [{ id, command }] : []));
}
