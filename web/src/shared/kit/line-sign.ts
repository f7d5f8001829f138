/** How this page's own line is, in words: the same sign at the top of the live room, of the consoles and on the big screen. */
import { html, type TemplateResult } from "lit";
import { clockTime } from "../format";
import { t } from "../i18n";
import type { LineState } from "../line";
import "./icon";
import type { IconName } from "./icons";

/** What the sign needs to know; a `LiveSocket` has it all. */
export interface LineFacts {
  readonly line: LineState;
  /** Since when the line is lost, ms; null while it is there. */
  readonly lostAt: number | null;
  /** This machine itself has no network. */
  readonly offline: boolean;
}

export interface LineFace {
  readonly tone: "" | "good" | "warn";
  readonly icon: IconName;
  readonly words: string;
}

function lostWords({ lostAt, offline }: LineFacts): string {
  if (lostAt === null) return offline ? t("Máy này mất mạng") : t("Mất đường truyền");
  const time = clockTime(lostAt);
  return offline ? t("Máy này mất mạng, từ %(time)s", { time }) : t("Đang nối lại, từ %(time)s", { time });
}

/** Tone, icon and words of a line. */
export function lineFace(facts: LineFacts): LineFace {
  switch (facts.line) {
    case "connecting":
      return { tone: "", icon: "signal-low", words: t("Đang nối…") };
    case "good":
      return { tone: "good", icon: "signal", words: t("Đường truyền tốt") };
    case "slow":
      return { tone: "warn", icon: "signal-low", words: t("Đường truyền yếu") };
    case "catching":
      return { tone: "", icon: "refresh", words: t("Đang nhận phần đã lỡ…") };
    case "lost":
      return { tone: "warn", icon: "line-off", words: lostWords(facts) };
    case "ended":
      return { tone: "", icon: "line-off", words: t("Đã rời phòng họp") };
  }
}

/** The sign; it stays on the page and changes, so that its changes are read aloud when nothing else is. */
export function lineSign(facts: LineFacts, testid = "line-sign"): TemplateResult {
  const { tone, icon, words } = lineFace(facts);
  return html`<span class="chip plain line ${tone}" role="status" aria-live="polite" data-testid=${testid} data-line=${facts.line}><ns-icon name=${icon}></ns-icon><span>${words}</span></span>`;
}
