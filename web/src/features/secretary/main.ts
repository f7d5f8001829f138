/** Entry of the secretary's console, /hop/<id>/thu-ky/. */
import "@shared/styles/index";
import "@shared/console/console.css";
import "@features/roll/roll.css";
import "./secretary.css";
import "@shared/kit/icon";
import "@shared/kit/dialog";
import "./app";
import { applyTheme } from "@shared/theme";

applyTheme();
if (!document.querySelector("ns-secretary")) document.body.append(document.createElement("ns-secretary"));
