import { expect, test, vi } from "vitest";
import { watchNetwork } from "./network";

test("another kind of network and coming back are told, estimates of speed and going offline are not", () => {
  const page = new EventTarget();
  const connection = Object.assign(new EventTarget(), { type: "wifi" });
  const changed = vi.fn();
  watchNetwork(changed, page, { connection } as unknown as Navigator);
  connection.dispatchEvent(new Event("change"));
  expect(changed).not.toHaveBeenCalled();
  connection.type = "none";
  connection.dispatchEvent(new Event("change"));
  expect(changed).not.toHaveBeenCalled();
  connection.type = "ethernet";
  connection.dispatchEvent(new Event("change"));
  page.dispatchEvent(new Event("online"));
  expect(changed).toHaveBeenCalledTimes(2);
});
