/** Entry of the chair's console, /hop/<id>/dieu-hanh/. */
import "@shared/styles/index";
import "@shared/console/console.css";
import "@features/roll/roll.css";
import "./chair.css";
import "@shared/kit/icon";
import "@shared/kit/dialog";
import "./app";
import { applyTheme } from "@shared/theme";

applyTheme();
if (!document.querySelector("ns-chair")) document.body.append(document.createElement("ns-chair"));
