const headings: readonly RegExp[] = [/^What\b/, /^Install\b/, /^Example\b/, /^(?:Ports|Cases)\b/, /^Errors\b/];

/** Sections of a README by their second-level heading, in order; headings inside code do not count. */
export function sectionsOf(readme: string): Map<string, string> {
  const sections = new Map<string, string>();
  let title: string | undefined;
  let isCode = false;
  for (const line of readme.split(/\r?\n/)) {
    if (line.startsWith('```')) isCode = !isCode;
    const heading = isCode ? undefined : /^## (.+?)\s*$/.exec(line)?.[1];
    if (heading !== undefined) sections.set((title = heading), '');
    else if (title !== undefined) sections.set(title, `${sections.get(title)}${line}\n`);
  }
  return sections;
}

export function missingHeadings(readme: string): string[] {
  const titles = [...sectionsOf(readme).keys()];
  return headings.filter((wanted) => !titles.some((title) => wanted.test(title))).map((wanted) => wanted.source);
}

/** The first TypeScript block under "Example". */
export function exampleOf(readme: string): string | undefined {
  const section = [...sectionsOf(readme)].find(([title]) => /^Example\b/.test(title))?.[1];
  return section === undefined ? undefined : /^```(?:ts|typescript)\s*\n([\s\S]*?)^```/m.exec(section)?.[1];
}
