/** Entry of the big screen. */
import "@shared/styles/index";
import "@shared/kit/icon";
