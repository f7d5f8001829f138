/** Entry of the technician's board, /hop/<id>/ky-thuat/. */
import "@shared/styles/index";
import "@shared/console/console.css";
import "./technician.css";
import "@shared/kit/icon";
import "@shared/kit/dialog";
import "./app";
import { applyTheme } from "@shared/theme";

applyTheme();
if (!document.querySelector("ns-technician")) document.body.append(document.createElement("ns-technician"));
