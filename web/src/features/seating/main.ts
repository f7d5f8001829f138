/** Entry of the secretary's page of seats. */
import "./app";
import "@shared/kit/toast";
