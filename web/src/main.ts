/** Entry of the pages before and after a meeting: look, icons, htmx. */
import "@shared/styles/index";
import "@shared/kit/icon";
import htmx from "htmx.org";
import { applyTheme } from "@shared/theme";

applyTheme();
window.htmx = htmx;

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}
