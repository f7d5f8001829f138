import { expect, test } from "vitest";
import { shortItem, shortRoom } from "./names";

test("rooms lose what every room has", () => {
  expect(shortRoom("Điểm cầu xã Tân Hòa")).toBe("Tân Hòa");
  expect(shortRoom("Phòng họp số 2")).toBe("Phòng họp số 2");
  expect(shortRoom("Phòng họp Sở Khoa học và Công nghệ")).toBe("Sở Khoa học và Công nghệ");
  expect(shortRoom("Ủy ban nhân dân xã Phú Lâm")).toBe("UBND xã Phú Lâm");
  expect(shortRoom("Hội trường A")).toBe("Hội trường A");
  expect(shortRoom("Điểm cầu")).toBe("Điểm cầu");
  expect(shortRoom("Xã hội học")).toBe("Xã hội học");
});

test("items keep their first words", () => {
  expect(shortItem("Thảo luận: đường truyền")).toBe("Thảo luận");
  expect(shortItem("Khai mạc, thông qua chương trình")).toBe("Khai mạc");
  expect(shortItem(": lạ")).toBe(": lạ");
});
