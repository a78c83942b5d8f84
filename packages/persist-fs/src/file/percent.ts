/** Names Windows gives to devices, whatever follows their first dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** `%2F` for `/`: each byte of its UTF-8. */
export function percent(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** The name itself, unless Windows would take it for a device: then its first letter is escaped. */
export function noDevice(name: string): string {
  return DEVICE.test(name) ? percent(name.charAt(0)) + name.slice(1) : name;
}
