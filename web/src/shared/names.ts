/** Pure: short names by rule, where a whole name would not fit; the whole one stays in `title` or `aria-label`. */

const PREFIXES = [/^điểm cầu\s+/iu, /^phòng họp\s+(?=(sở|ban|vp|văn phòng|chi cục|ủy ban)\s)/iu];
const LEVELS = /^(xã|phường|thị trấn|đặc khu|huyện|quận|thành phố|tỉnh)\s+(?=\p{Lu})/u;
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/ủy ban nhân dân/giu, "UBND"],
  [/hội đồng nhân dân/giu, "HĐND"],
  [/mặt trận tổ quốc/giu, "MTTQ"],
  [/văn phòng/giu, "VP"],
  [/trung tâm hành chính công/giu, "TT HCC"],
];

/** `Điểm cầu xã Tân Hòa` → `Tân Hòa`; `Phòng họp Sở Tài chính` → `Sở Tài chính`; `Ủy ban nhân dân xã A` → `UBND xã A`. */
export function shortRoom(name: string): string {
  const bare = PREFIXES.reduce((text, prefix) => text.replace(prefix, ""), name.trim());
  const place = bare.replace(LEVELS, "");
  const short = WORDS.reduce((text, [long, brief]) => text.replace(long, brief), place);
  return short.charAt(0).toUpperCase() + short.slice(1) || name;
}

/** The first words of an agenda item: `Thảo luận: đường truyền …` → `Thảo luận`. */
export function shortItem(title: string): string {
  const first = title.split(/[:;,–(]/u)[0]?.trim();
  return first || title;
}
