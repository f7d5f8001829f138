/** Entry of the live page. */
import "@shared/styles/index";
import "@shared/kit/icon";
import { applyTheme } from "@shared/theme";

applyTheme();
