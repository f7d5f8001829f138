import { expect, test, vi } from "vitest";
import { meetingState, you } from "../testing";

const quiet = (): (() => void) => () => undefined;

vi.mock("../session", () => ({
  startSession: () => {
    const state = { number: 1, meeting: meetingState(), you: you(), captions: [], online: [], sources: {}, ballots: [], turnout: null, notices: [], absences: [], minutes: null };
    const socket = { line: "lost", lostAt: Date.parse("2026-11-23T14:05:00+07:00"), offline: false, pending: [], bye: null, serverNow: () => 0, subscribe: quiet, onMessage: quiet, send: () => true };
    return { bootstrap: {}, store: { state, subscribe: quiet }, socket };
  },
}));

/** Everything that a template holds, as text. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join("");
  if (typeof value === "object" && value !== null && "strings" in value && "values" in value) {
    const { strings, values } = value as { strings: readonly string[]; values: readonly unknown[] };
    return strings.map((part, index) => part + textOf(values[index])).join("");
  }
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

vi.stubGlobal("localStorage", { getItem: () => null });
vi.stubGlobal("window", globalThis);
vi.stubGlobal("addEventListener", quiet);

test("each console says at its top how its line is, in words", async () => {
  const { NsChair } = await import("@features/chair/app");
  const { NsSecretary } = await import("@features/secretary/app");
  const { NsTechnician } = await import("@features/technician/app");
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("document", { hidden: false, addEventListener: quiet, documentElement: { dataset: {} } });
  for (const Page of [NsChair, NsSecretary, NsTechnician]) {
    const page = new Page() as unknown as { render(): unknown };
    const [before, sign] = textOf(page.render()).split("<main")[0]?.split('aria-live="polite"') ?? [];
    expect(before, Page.name).toContain('role="status"');
    expect(sign, Page.name).toContain("Đang nối lại, từ 14:05");
  }
});
