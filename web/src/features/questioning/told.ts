/** What happened to a question, for the secretary's journal. */
import { t } from "@shared/i18n";
import type { IconName } from "@shared/kit/icons";
import type { QuestionChanged } from "@shared/protocol";
import { asksWords } from "@shared/questions";

interface Told {
  readonly icon: IconName;
  readonly title: string;
  readonly words: string;
}

/** Null: the floor that was given with it says the same. */
export function questionTold({ act, question }: QuestionChanged): Told | null {
  const titles: Record<QuestionChanged["act"], string> = {
    registered: t("Đăng ký chất vấn"),
    put: "",
    answer: "",
    follow_up: "",
    accepted: t("Ghi nhận đã trả lời chất vấn"),
    in_writing: t("Trả lời chất vấn bằng văn bản"),
    withdrawn: t("Rút chất vấn"),
    hand_up: t("Đăng ký hỏi lại, tranh luận"),
    hand_down: t("Rút đăng ký hỏi lại, tranh luận"),
  };
  const title = titles[act];
  if (!title) return null;
  const parts = [asksWords(question), question.subject, act === "in_writing" ? question.reason : ""];
  return { icon: act === "registered" ? "hand" : "note", title, words: parts.filter(Boolean).join(" · ") };
}
