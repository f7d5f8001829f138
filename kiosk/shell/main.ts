/** Entry of the big screen, page /man-hinh/. */
import "@shared/styles/index";
import "@shared/kit/icon";
import "./kiosk.css";
import "./app";

const root = document.documentElement;
root.classList.add("kiosk");
root.dataset.theme ??= "dark";
if (!document.querySelector("ns-kiosk")) document.body.append(document.createElement("ns-kiosk"));
