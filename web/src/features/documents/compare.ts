/** Entry of the page that shows two versions of a paper side by side, at /tai-lieu/<id>/so-sanh/ */
import "@shared/styles/index";
import "./reading.css";
import "@shared/kit/icon";
import type { PaperVersion } from "@shared/protocol";
import { applyTheme } from "@shared/theme";
import { t } from "@shared/i18n";
import { papersClosedBy } from "@shared/recalls";
import { readerSession } from "@shared/session";
import "./compare-view";

interface Comparing {
  meeting_id: string;
  language: string;
  old: PaperVersion;
  new: PaperVersion;
  changes_url: string;
}

applyTheme();
const told = JSON.parse(document.getElementById("bootstrap")?.textContent ?? "{}") as Comparing;
const view = document.createElement("ns-compare");
view.older = told.old;
view.newer = told.new;
view.changesUrl = told.changes_url;
document.body.append(view);

/** One of the two was taken back, or is no longer sent to this reader: both leave the screen. */
function close(): void {
  const words = document.createElement("p");
  words.className = "card pad strong";
  words.setAttribute("role", "alert");
  words.dataset["testid"] = "paper-recalled";
  words.textContent = t("Thư ký đã thu hồi một trong hai bản này. Cả hai đã đóng trên máy này.");
  view.replaceWith(words);
}
readerSession(told.meeting_id, told.language).socket.onMessage((message) => {
  if (papersClosedBy(message).some((id) => id === told.old.id || id === told.new.id)) close();
});
