import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DeviceError, type DeviceChoice } from "./devices";
import { OwnDevices, type DeviceNews } from "./own";

class Track {
  enabled = true;
  stopped = false;
  onended: (() => void) | null = null;
  constructor(
    readonly label: string,
    readonly deviceId: string,
  ) {}
  stop(): void {
    this.stopped = true;
  }
  getSettings(): { deviceId: string } {
    return { deviceId: this.deviceId };
  }
}

let there: Record<string, readonly string[]>;
let opened: Track[];
let news: DeviceNews[];
let sinks: string[];
let kept: string | null;
/** At each opening: how many tracks were still open beside it. */
let beside: number[];

/** A machine whose devices of a kind are `there`, the chosen one first, else the first one. */
function machine(): OwnDevices {
  const kinds = { microphone: "audioinput", camera: "videoinput" } as const;
  return new OwnDevices(
    () => Promise.resolve(),
    (one) => void news.push(one),
    (id) => Promise.resolve(void sinks.push(id)),
    {
      open(kind, choice: DeviceChoice) {
        const known = there[kinds[kind]] ?? [];
        const wanted = choice[kinds[kind]];
        const id = known.find((one) => one === wanted) ?? known[0];
        if (id === undefined) return Promise.reject(new DeviceError("missing", "không thấy"));
        const track = new Track(`thiết bị ${id}`, id);
        beside.push(opened.filter(({ stopped }) => !stopped).length);
        opened.push(track);
        return Promise.resolve(track as unknown as MediaStreamTrack);
      },
      screen: () => {
        const track = new Track("màn hình", "s");
        opened.push(track);
        return Promise.resolve(track as unknown as MediaStreamTrack);
      },
      list: (kind) => Promise.resolve((there[kind] ?? []).map((deviceId) => ({ deviceId }) as MediaDeviceInfo)),
    },
  );
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  there = { audioinput: ["m1", "m2"], videoinput: ["c1"], audiooutput: ["l1"] };
  [opened, news, sinks, kept, beside] = [[], [], [], null, []];
  vi.stubGlobal("localStorage", { getItem: () => kept, setItem: (_key: string, value: string) => (kept = value) });
});
afterEach(() => vi.unstubAllGlobals());

test("another microphone takes over muted as the old one was, and is remembered", async () => {
  const own = machine();
  await own.setMicrophone(false);
  await own.choose({ audioinput: "m2" });
  expect(own.tracks.microphone).toMatchObject({ deviceId: "m2", enabled: false });
  expect(opened[0]?.stopped).toBe(true);
  expect(JSON.parse(kept ?? "")).toMatchObject({ audioinput: "m2" });
});

test("a device that cannot be opened leaves the old one in use", async () => {
  const own = machine();
  await own.setCameraOn();
  there.videoinput = [];
  await expect(own.choose({ videoinput: "c9" })).rejects.toBeInstanceOf(DeviceError);
  expect(own.tracks.camera).toMatchObject({ deviceId: "c1" });
  expect(opened[0]?.stopped).toBe(false);
  expect([kept, own.choice.videoinput]).toEqual([null, undefined]);
});

test.each(["echo", "noise", "gain"] as const)("switching %s off lets go of the microphone, then opens it anew, muted as it was", async (name) => {
  const own = machine();
  await own.setMicrophone(false);
  await own.choose({ [name]: false });
  expect(opened).toHaveLength(2);
  expect(beside).toEqual([0, 0]);
  expect(own.tracks.microphone).toMatchObject({ deviceId: "m1", enabled: false });
  expect(own.choice[name]).toBe(false);
});

test("of two changes at once both count", async () => {
  const own = machine();
  await own.setMicrophone(true);
  await Promise.all([own.choose({ echo: false }), own.choose({ audioinput: "m2" })]);
  expect(own.tracks.microphone).toMatchObject({ deviceId: "m2" });
  expect(opened.filter((track) => !track.stopped)).toHaveLength(1);
  expect(own.choice).toMatchObject({ echo: false, audioinput: "m2" });
});

test("a microphone that is pulled out gives way to another one, and the person is told", async () => {
  const own = machine();
  await own.setMicrophone(false);
  there.audioinput = ["m2"];
  opened[0]?.onended?.();
  await settled();
  expect(own.tracks.microphone).toMatchObject({ deviceId: "m2", enabled: false });
  expect(news).toEqual([{ tone: "warn", words: "thiết bị m1 không còn nữa. Đang dùng thiết bị m2." }]);
});

test("without another microphone it says what does not work and what to do", async () => {
  const own = machine();
  await own.setMicrophone(true);
  there.audioinput = [];
  opened[0]?.onended?.();
  await settled();
  expect(own.tracks.microphone).toBeNull();
  expect(news[0]).toMatchObject({ tone: "bad" });
  expect(news[0]?.words).toContain("chưa ai nghe được đồng chí");
});

test("the chosen camera is used again when it is plugged in again", async () => {
  kept = JSON.stringify({ videoinput: "c2" });
  const own = machine();
  await own.setCameraOn();
  expect(own.tracks.camera).toMatchObject({ deviceId: "c1" });
  await own.devicesChanged();
  expect(news).toEqual([]);
  there.videoinput = ["c1", "c2"];
  await own.devicesChanged();
  expect(own.tracks.camera).toMatchObject({ deviceId: "c2" });
  expect(news[0]?.tone).toBe("info");
});

test("a loudspeaker that is gone gives way to the machine's own, said once", async () => {
  const own = machine();
  await own.choose({ audiooutput: "l1" });
  there.audiooutput = [];
  await own.devicesChanged();
  await own.devicesChanged();
  there.audiooutput = ["l1"];
  await own.devicesChanged();
  expect(sinks).toEqual(["l1", "", "", "l1"]);
  expect(news).toHaveLength(1);
});

test("the stop in the browser's own bar ends the sharing", async () => {
  const own = machine();
  await own.shareScreen();
  opened[0]?.onended?.();
  expect(own.tracks.screen).toBeNull();
  expect(news[0]?.words).toBe("Đã thôi chia sẻ màn hình.");
});

test("a device that opens after the page has left is given back", async () => {
  const own = machine();
  const opening = own.setCameraOn();
  own.leave();
  await opening;
  expect(own.tracks.camera).toBeNull();
  expect(opened[0]?.stopped).toBe(true);
});
