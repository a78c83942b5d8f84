export { PASSWORD_ROLE, PgServer, type ServerOptions } from './pg-server.ts';
export { PgProxy, type Cut } from './pg-proxy.ts';
export { queryOnce, urlOf, type TestDatabase } from './test-database.ts';
export { canStartServer, serverAt, testServer, whyNoServer, type TestServer } from './test-server.ts';
