/** Short names for the generated message types; everything else is imported from here, never from `generated/`. */
import type { CommandMessage, EventMessage, MyBallot, SocketProtocol } from "./generated/protocol";

export * from "./generated/protocol";

/** Anything the server may say. */
export type ServerMessage = SocketProtocol["server"];
/** Anything a page may say. */
export type ClientMessage = SocketProtocol["client"];
/** An act of the meeting. */
export type Command = CommandMessage["command"];
/** An act on the page of seats. */
export type SeatingAct = SocketProtocol["seating_act"];
/** What happened, inside a numbered event. */
export type EventPayload = EventMessage["payload"];
/** What a ballot says: a choice, or the number of one of the vote's own options, from 1. */
export type Answer = MyBallot["choice"];
