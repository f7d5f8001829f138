/** Entry of the page that shows two versions of a paper side by side, at /tai-lieu/<id>/so-sanh/ */
import "@shared/styles/index";
import "./reading.css";
import "@shared/kit/icon";
import type { PaperVersion } from "@shared/protocol";
import { applyTheme } from "@shared/theme";
import { freshOnReturn } from "@shared/wipe";
import "./compare-view";

interface Comparing {
  old: PaperVersion;
  new: PaperVersion;
  changes_url: string;
}

applyTheme();
freshOnReturn();
const told = JSON.parse(document.getElementById("bootstrap")?.textContent ?? "{}") as Comparing;
const view = document.createElement("ns-compare");
view.older = told.old;
view.newer = told.new;
view.changesUrl = told.changes_url;
document.body.append(view);
