import { expect, test } from "vitest";
import type { Attendee } from "@shared/protocol";
import { meetingState } from "@shared/testing";
import { PickList, type Choosable } from "./dialogs";

const person = (id: string, name: string, change: Partial<Attendee> = {}): Attendee =>
  ({ person_id: id, name, title: "", unit: "", role: "delegate", present: false, room_id: null, ...change }) as Attendee;
const [an, binh, chi] = [person("p1", "Lê An"), person("p2", "Vũ Bình"), person("p3", "Hà Chi")];
const names = (found: readonly Choosable[]): string[] => found.map(({ name }) => name);

test("while the form is open nobody changes place, whoever comes; the words beside the name do", () => {
  const list = new PickList();
  expect(names(list.found(true, meetingState({ people: [an, binh, chi] }), ["person:p2"], ""))).toEqual(["Vũ Bình", "Lê An", "Hà Chi"]);
  const later = list.found(true, meetingState({ people: [an, binh, { ...chi, present: true }] }), [], "");
  expect(names(later)).toEqual(["Vũ Bình", "Lê An", "Hà Chi"]);
  expect(later.map(({ online }) => online)).toEqual([false, false, true]);
});

test("who is invited to the meeting while the form is open stands last, and a search keeps the places", () => {
  const list = new PickList();
  list.found(true, meetingState({ people: [an, binh] }), ["person:p2"], "");
  const grown = meetingState({ people: [an, { ...chi, present: true }, binh] });
  expect(names(list.found(true, grown, [], ""))).toEqual(["Vũ Bình", "Lê An", "Hà Chi"]);
  expect(names(list.found(true, grown, [], "h"))).toEqual(["Vũ Bình", "Hà Chi"]);
});

test("opened anew it shows first who is there now", () => {
  const list = new PickList();
  list.found(true, meetingState({ people: [an, binh] }), ["person:p2"], "");
  expect(list.found(false, meetingState({ people: [an, binh] }), [], "")).toEqual([]);
  expect(names(list.found(true, meetingState({ people: [an, binh] }), ["person:p1"], ""))).toEqual(["Lê An", "Vũ Bình"]);
});
