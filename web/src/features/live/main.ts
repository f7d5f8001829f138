/** Entry of the live room at /hop/<id>/. */
import "@shared/styles/index";
import { startSession } from "@shared/session";
import { applyTheme } from "@shared/theme";
import "./room";

applyTheme();
const room = document.createElement("ns-live-room");
room.session = startSession();
(document.querySelector("#live") ?? document.body).append(room);
