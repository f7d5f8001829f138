/** Do something with a device; what went wrong is said in words, and nothing else happens. */
import { toast } from "../kit/toast";
import { DeviceError } from "./devices";

export async function attempt(act: () => Promise<unknown>, tone: "warn" | "bad" = "bad"): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    toast(tone, error.message);
  }
}
