/** Entry of the page that shows one paper. */
import "@shared/styles/index";
import "@shared/kit/icon";
import { applyTheme } from "@shared/theme";

applyTheme();
