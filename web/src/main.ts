/** Entry of the pages before and after a meeting: look, icons, htmx. */
import "@shared/styles/index";
import "@shared/styles/pages.css";
import "@features/accounts/accounts.css";
import "@features/agenda/agenda.css";
import "@features/directory/directory.css";
import "@features/documents/documents.css";
import "@features/minutes/minutes.css";
import "@features/rooms/rooms.css";
import "@shared/kit/icon";
import htmx from "htmx.org";
import { checkDeviceButton } from "@features/accounts/device";
import { showPasswordButtons } from "@features/accounts/password";
import { startUploads } from "@features/documents/upload";
import { startPage } from "@shared/page";
import { applyTheme } from "@shared/theme";

applyTheme();
window.htmx = htmx;
startPage();
startUploads();
showPasswordButtons();
checkDeviceButton();

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}
