/** Somebody else's text without the control characters by which it could rewrite a terminal. */
export function plainText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters meant
  return text.replace(/[\u0000-\u001F\u007F-\u009F]+/g, ' ');
}

/** Somebody else's text inside Markdown, also inside a table: it stays text. */
export function markdownText(text: string): string {
  return plainText(text).replace(/[\\`*_{}[\]<>#|!~&]/g, '\\$&');
}
