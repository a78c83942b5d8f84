import { testServer, whyNoServer } from './test-server.ts';

/** What the tests of a project find by `inject('postgres')`. */
export type ProvidedPostgres = { readonly url: string } | { readonly missing: string };

/** For `globalSetup` of vitest: one server for all test files of a project. */
export default async function setup(project: { provide(key: 'postgres', value: ProvidedPostgres): void }): Promise<(() => Promise<void>) | undefined> {
  const missing = whyNoServer();
  if (missing !== undefined) {
    console.warn(`Tests that need PostgreSQL are skipped: there is ${missing}.`);
    project.provide('postgres', { missing });
    return undefined;
  }
  const server = await testServer();
  project.provide('postgres', { url: server.url });
  return () => server.dispose();
}
