/**
 * PostgreSQL keeps every text but two kinds: those with a NUL, and those with half of a surrogate pair. These characters, and
 * the mark itself, are kept as the mark with four hexadecimal digits.
 */
const MARK = '\u001a';
/** Control characters and halves of pairs; most control characters need nothing. */
const SUSPECT = /[\p{Cc}\p{Cs}]/gu;
const KEPT = new RegExp(`${MARK}([0-9a-f]{4})`, 'g');

/** For columns of type text. */
export function keptText(text: string): string {
  return text.replace(SUSPECT, (character) => (character === '\0' || character === MARK || character >= '\ud800' ? MARK + character.charCodeAt(0).toString(16).padStart(4, '0') : character));
}

export function givenText(kept: string): string {
  return kept.includes(MARK) ? kept.replace(KEPT, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))) : kept;
}

/** Pairs of a backslash and what it escapes, so that the backslash of an escaped backslash begins nothing. */
const ESCAPE = /\\(?:u([0-9a-f]{4})|.)/gs;
const ESCAPED_UNKEEPABLE = /^(?:0000|001a|d[89a-f]..)$/;
const ESCAPED_KEPT = /\\(?:u001a([0-9a-f]{4})|.)/gs;

/** For columns of type jsonb. @param json - by JSON.stringify, which escapes all that cannot be kept */
export function keptJson(json: string): string {
  if (!json.includes('\\u')) return json;
  return json.replace(ESCAPE, (escape, digits: string | undefined) => (digits !== undefined && ESCAPED_UNKEEPABLE.test(digits) ? `\\u001a${digits}` : escape));
}

/** @param kept - a jsonb as PostgreSQL writes it */
export function givenJson(kept: string): string {
  return kept.includes('\\u001a') ? kept.replace(ESCAPED_KEPT, (escape, digits: string | undefined) => (digits === undefined ? escape : `\\u${digits}`)) : kept;
}
