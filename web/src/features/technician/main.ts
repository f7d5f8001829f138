/** Entry of the technician page. */
import "@shared/styles/index";
import "@shared/kit/icon";
import { applyTheme } from "@shared/theme";

applyTheme();
