/** A form post from a live page, with Django's CSRF token. */
import { t } from "./i18n";

function token(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** The server's sentence in a JSON answer of a refusal; another sentence when it has none. */
async function refusalWords(answer: Response): Promise<string> {
  const known = answer.headers.get("content-type")?.includes("json") ?? false;
  const body = known ? ((await answer.json()) as { message?: string }) : {};
  return body.message ?? t("Máy chủ từ chối việc này (%(status)s). Chưa có gì thay đổi.", { status: answer.status });
}

/** Post, with `fields` as a form; null when it was done, else the reason in words for the user. */
export async function post(address: string, { keepalive = false, fields }: { readonly keepalive?: boolean; readonly fields?: Readonly<Record<string, string>> } = {}): Promise<string | null> {
  try {
    const answer = await fetch(address, {
      method: "POST",
      keepalive, // goes out even when the page is being left
      credentials: "same-origin",
      body: fields ? new URLSearchParams(fields) : null,
      redirect: "manual", // the page that the server would go on to is not wanted here
      headers: { "X-CSRFToken": token(), accept: "application/json" },
    });
    if (answer.ok || answer.type === "opaqueredirect") return null;
    return await refusalWords(answer);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return t("Chưa gửi được vì mất đường truyền. Chưa có gì thay đổi; hãy thử lại.");
  }
}

/** What the server answered: a value, or why not in words for the user. */
export type Answer<T> = { readonly value: T } | { readonly refused: string };

/** Post JSON and read the JSON that the server answers with. */
export async function postJson<T>(address: string, body: unknown): Promise<Answer<T>> {
  try {
    const answer = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      body: JSON.stringify(body),
      headers: { "X-CSRFToken": token(), accept: "application/json", "content-type": "application/json" },
    });
    return answer.ok ? { value: (await answer.json()) as T } : { refused: await refusalWords(answer) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { refused: t("Chưa gửi được vì mất đường truyền. Chưa có gì thay đổi; hãy thử lại.") };
  }
}
