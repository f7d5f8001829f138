/** «Kiểm tra máy này»: can this browser do what a meeting needs? Each line says what is wrong and what to do. */
import { t } from "@shared/i18n";

export interface Check {
  readonly name: string;
  readonly good: boolean;
  /** What to do when it is not. */
  readonly advice: string;
}

/** What the checks ask of the browser; tests give their own. */
export interface Browser {
  readonly secure: boolean;
  readonly sockets: boolean;
  readonly rtc: boolean;
  readonly workers: boolean;
  readonly store: boolean;
  devices(): Promise<{ camera: boolean; microphone: boolean }>;
}

export const THIS_BROWSER: Browser = {
  secure: globalThis.isSecureContext,
  sockets: "WebSocket" in globalThis,
  rtc: "RTCPeerConnection" in globalThis,
  workers: typeof navigator !== "undefined" && "serviceWorker" in navigator,
  store: "indexedDB" in globalThis,
  devices: async () => ({ camera: await opens({ video: true }), microphone: await opens({ audio: true }) }),
};

async function opens(wanted: MediaStreamConstraints): Promise<boolean> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
    stream.getTracks().forEach((track) => track.stop());
    return true;
  } catch {
    return false;
  }
}

/** Run every check, in the order in which people can mend things. */
export async function checkDevice(browser: Browser = THIS_BROWSER): Promise<Check[]> {
  const old = t("Trình duyệt quá cũ. Hãy cập nhật máy, hoặc dùng máy khác.");
  const checks: Check[] = [
    {
      name: t("Kết nối bảo mật"),
      good: browser.secure,
      advice: t("Chứng chỉ chưa được tin cậy. Hãy làm lại bước 1 rồi mở lại trang."),
    },
    { name: t("Nhận tin tức thì từ phòng họp"), good: browser.sockets, advice: old },
    { name: t("Nghe và xem phòng họp"), good: browser.rtc, advice: old },
    { name: t("Giữ tài liệu trên máy"), good: browser.workers && browser.store, advice: old },
  ];
  const devices = browser.secure ? await browser.devices() : { camera: false, microphone: false };
  checks.push(
    {
      name: t("Micrô"),
      good: devices.microphone,
      advice: t("Không mở được micrô. Cắm micrô, hoặc cho phép trang này dùng micrô trong cài đặt trình duyệt."),
    },
    {
      name: t("Camera"),
      good: devices.camera,
      advice: t("Không mở được camera. Vẫn dự họp được, nhưng phòng khác không thấy hình của đồng chí."),
    },
  );
  return checks;
}

function line(check: Check): HTMLLIElement {
  const item = document.createElement("li");
  const icon = document.createElement("ns-icon");
  icon.setAttribute("name", check.good ? "check" : "alert");
  icon.className = check.good ? "good" : "warn";
  const words = document.createElement("span");
  const name = document.createElement("strong");
  name.textContent = `${check.name}: ${check.good ? t("tốt") : t("chưa được")}`;
  words.append(name, check.good ? "" : ` ${check.advice}`);
  item.append(icon, words);
  return item;
}

/** Bring the button of the device page to life. */
export function checkDeviceButton(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-check-device]");
  const place = document.querySelector<HTMLElement>("[data-check-results]");
  if (!button || !place) return;
  button.addEventListener("click", () => {
    button.disabled = true;
    place.textContent = t("Đang kiểm tra…");
    void checkDevice().then((checks) => {
      const list = document.createElement("ul");
      list.className = "checks";
      list.append(...checks.map(line));
      const verdict = document.createElement("p");
      verdict.className = "strong";
      verdict.textContent = checks.every((check) => check.good) ? t("Máy này sẵn sàng dự họp.") : t("Máy này chưa đủ mọi thứ:");
      place.replaceChildren(verdict, list);
      button.disabled = false;
    });
  });
}
