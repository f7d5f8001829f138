/** Entry of the interpreter's console, /hop/<id>/phien-dich/. */
import "@shared/styles/index";
import "@shared/console/console.css";
import "./interpreter.css";
import "@shared/kit/icon";
import "@shared/kit/dialog";
import "./app";
import { applyTheme } from "@shared/theme";

applyTheme();
if (!document.querySelector("ns-interpreter")) document.body.append(document.createElement("ns-interpreter"));
