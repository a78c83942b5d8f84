/** Characters that are not text: control characters, line and paragraph separators, and what turns the direction of writing. */
const NOT_TEXT = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\s]+/gu;
/** What could end a cell, begin code, a link, emphasis or HTML, or undo an escape. */
const MARKUP = /[\\`*[\]|~]/g;
/** An underscore inside a word is no emphasis, and names are full of them. */
const LONE_UNDERSCORE = /(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu;
/** An ampersand that begins an entity. */
const ENTITY = /&(?=#?\w+;)/g;

/** A user's text as one line of plain text in markdown: it can neither break a table nor carry markup, links or HTML. */
export function escapeText(text: string): string {
  return text
    .replace(NOT_TEXT, ' ')
    .trim()
    .replace(MARKUP, String.raw`\$&`)
    .replace(LONE_UNDERSCORE, (underscores) => String.raw`\_`.repeat(underscores.length))
    .replace(ENTITY, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A user's text where a list item begins: it cannot become a heading, another list or a rule. */
export function escapeItem(text: string): string {
  return escapeText(text).replace(/^(\d*)([#+.)=-])/, String.raw`$1\$2`);
}
