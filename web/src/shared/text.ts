/** Letters without marks and capitals, so that "hung" finds "Hưng" and "dai loc" finds "Đại Lộc". */
export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase();
}
