/** Text out of a PDF as people read it: composed letters («ế» is one), no soft hyphens, no fixed spaces. */
export function asRead(text: string): string {
  return text
    .replace(/\u00ad\s*\n/gu, "")
    .replace(/\u00ad/gu, "-")
    .replace(/[\u200b\ufffe\ufeff]/gu, "")
    .replace(/[\u00a0\u2007\u202f]/gu, " ")
    .normalize("NFC");
}
