import { expect, test } from "vitest";
import { checkDevice, type Browser } from "./device";

const GOOD: Browser = {
  secure: true,
  sockets: true,
  rtc: true,
  workers: true,
  store: true,
  devices: () => Promise.resolve({ camera: true, microphone: true }),
};

test("a good tablet passes every line", async () => {
  expect((await checkDevice(GOOD)).every((check) => check.good)).toBe(true);
});

test("without trust nobody is asked for the camera", async () => {
  let asked = false;
  const checks = await checkDevice({
    ...GOOD,
    secure: false,
    devices: () => {
      asked = true;
      return Promise.resolve({ camera: true, microphone: true });
    },
  });
  expect(asked).toBe(false);
  expect(checks.filter((check) => !check.good).map((check) => check.name)).toEqual(["Kết nối bảo mật", "Micrô", "Camera"]);
});

test("a missing camera alone is named with advice", async () => {
  const checks = await checkDevice({ ...GOOD, devices: () => Promise.resolve({ camera: false, microphone: true }) });
  expect(checks.filter((check) => !check.good)).toEqual([
    { name: "Camera", good: false, advice: expect.stringContaining("Vẫn dự họp được") as string },
  ]);
});
