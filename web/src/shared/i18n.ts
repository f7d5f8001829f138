/** Words of the interface: the Vietnamese text is the key; English comes from Django's `djangojs` catalogue. */

interface Catalogue {
  gettext(text: string): string;
  ngettext?(one: string, many: string, count: number): string;
}

declare global {
  interface Window {
    /** Set by `/jsi18n/` (Django's JavaScriptCatalog); absent in tests and when the catalogue did not load. */
    django?: Catalogue;
  }
}

/** Put values into `%(name)s` places, as Django's own `interpolate` does with named values. */
function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/%\((\w+)\)s/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The text in the language of the page; `values` fill `%(name)s` places. */
export function t(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  const catalogue = typeof window === "undefined" ? undefined : window.django;
  return fill(catalogue ? catalogue.gettext(text) : text, values);
}

/** Language of the page: `vi` unless the document says otherwise. */
export function language(): string {
  return (typeof document === "undefined" ? "" : document.documentElement.lang) || "vi";
}
