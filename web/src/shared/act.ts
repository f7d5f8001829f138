/** Send a command and tell the user in words when it was refused. */
import { toast } from "./kit/toast";
import type { Ack, Command } from "./protocol";
import { RefusedError, type LiveSocket } from "./socket";

/** Resolves with the acknowledgement; null when the server refused (the reason was shown as a toast). */
export async function act(socket: LiveSocket, command: Command, options: { readonly onSeen?: boolean; readonly id?: string } = {}): Promise<Ack | null> {
  try {
    return await socket.command(command, options);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    if (error.message) toast("bad", error.message);
    return null;
  }
}
