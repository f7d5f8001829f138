/** Pure: what a vote asks, yes and no or options of its own, and what came out; for every page that shows one. */
import { t } from "./i18n";
import type { IconName } from "./kit/icons";
import type { Answer, Choice, HandCount, Poll, Tally } from "./protocol";
import { absentTitle } from "./votes";

export const OPTIONS_MIN = 2;
export const OPTIONS_MAX = 10;
export const OPTION_LENGTH = 120;

/** The colour's role of an answer. */
export type Tone = Choice | "option" | "absent";

export interface Asked {
  readonly answer: Answer;
  readonly tone: Tone;
  /** None: the option's number stands in its place. */
  readonly icon: IconName | null;
  readonly words: string;
}

type Asks = Pick<Poll, "options">;

const abstention = (): Asked => ({ answer: "abstain", tone: "abstain", icon: "minus", words: t("Không biểu quyết") });

/** Everything that a ballot may say in this vote, in the order of the ballot paper. */
export function asked({ options }: Asks): readonly Asked[] {
  if (options.length > 0) return [...options.map((words, index): Asked => ({ answer: index + 1, tone: "option", icon: null, words })), abstention()];
  return [
    { answer: "yes", tone: "yes", icon: "check", words: t("Đồng ý") },
    { answer: "no", tone: "no", icon: "x", words: t("Không đồng ý") },
    abstention(),
  ];
}

export function answerWords(poll: Asks, answer: Answer): string {
  return asked(poll).find((entry) => entry.answer === answer)?.words ?? "";
}

/** How many said this, in a result or in a room's show of hands. */
export function countOf(counts: Pick<Tally | HandCount, "yes" | "no" | "abstain" | "options">, answer: Answer): number {
  return typeof answer === "number" ? (counts.options[answer - 1] ?? 0) : counts[answer];
}

export interface ResultLine {
  readonly key: string;
  readonly tone: Tone;
  readonly icon: IconName | null;
  /** The option's number where it has no icon. */
  readonly number: number | null;
  readonly words: string;
  readonly count: number;
  /** This option is carried. */
  readonly won: boolean;
}

/** The lines of a result: what was asked, then those who answered nothing. */
export function resultLines(poll: Poll, tally: Tally): readonly ResultLine[] {
  const lines = asked(poll).map(({ answer, tone, icon, words }): ResultLine => ({
    key: String(answer), tone, icon, words, number: typeof answer === "number" ? answer : null, count: countOf(tally, answer), won: answer === tally.winner,
  }));
  return [...lines, { key: "absent", tone: "absent", icon: "user", number: null, words: absentTitle(poll), count: tally.absent, won: false }];
}

/** What came out, in a few words, and in one sentence with its numbers. */
export function verdictOf(poll: Poll, tally: Tally): { readonly short: string; readonly sentence: string } {
  const { base, needed } = tally;
  if (poll.options.length === 0) {
    return { short: tally.carried ? t("Được thông qua") : t("Không thông qua"), sentence: t("%(yes)s trong %(base)s đồng ý", { yes: tally.yes, base }) };
  }
  if (tally.winner !== null) {
    return { short: t("Được thông qua"), sentence: t("%(option)s: %(votes)s trong %(base)s", { option: `«${answerWords(poll, tally.winner)}»`, votes: countOf(tally, tally.winner), base }) };
  }
  if (tally.tied.length > 0) {
    return { short: t("Bằng phiếu"), sentence: t("chưa phương án nào được thông qua, bằng phiếu giữa các phương án số %(numbers)s", { numbers: tally.tied.join(", ") }) };
  }
  return { short: t("Chưa phương án nào đạt"), sentence: t("cần từ %(needed)s trong %(base)s", { needed, base }) };
}

/** Of whom both shares are told, and how many they are: who said yes, or the option (or options) with most votes. */
export function foremost(poll: Poll, tally: Tally): { readonly words: string; readonly count: number } {
  if (poll.options.length === 0) return { words: t("Đồng ý"), count: tally.yes };
  const most = Math.max(...tally.options);
  const numbers = tally.options.flatMap((count, index) => (count === most ? [index + 1] : []));
  return { words: t("Phương án số %(numbers)s", { numbers: numbers.join(", ") }), count: most };
}

/** Options as they are put to the vote: spaces folded, empty ones left out. */
export function cleanOptions(typed: readonly string[]): readonly string[] {
  return typed.map((text) => text.trim().replace(/\s+/g, " ")).filter((text) => text !== "");
}

/** Whether these may be put to the vote: 2 to 10 that nobody takes for one another. */
export function optionsFit(options: readonly string[]): boolean {
  const alike = new Set(options.map((text) => text.toLocaleLowerCase("vi"))).size < options.length;
  return options.length >= OPTIONS_MIN && options.length <= OPTIONS_MAX && !alike;
}
