import { EngineError, InputError, SourceError } from '@tradewright/core';

/** Turns what Node or zlib threw about a file into a typed error that says what to do. Typed errors pass unchanged. */
export function fileFailure(label: string, cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const input = (kind: string, message: string): EngineError => new InputError(`files/${kind}`, `${label}: ${message}`, { cause });
  const source = (kind: string, message: string): EngineError => new SourceError(`files/${kind}`, `${label}: ${message}`, { cause });
  if (code === 'ENOENT') return input('not-found', 'there is no such file. Check the path and the working directory.');
  if (code === 'EISDIR') return isDirectory(label, cause);
  if (code === 'EACCES' || code === 'EPERM') return source('unreadable', 'may not be read. Check its permissions.');
  if (code === 'Z_BUF_ERROR') return source('truncated', 'the gzip file ends too early. Fetch it again.');
  if (typeof code === 'string' && code.startsWith('Z_')) return source('corrupt', 'the gzip file is damaged. Fetch it again.');
  const retryable = code === 'EMFILE' || code === 'ENFILE' || code === 'EAGAIN';
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SourceError('files/unreadable', `${label}: cannot be read (${reason}).`, { cause, retryable });
}

export function isDirectory(label: string, cause?: unknown): InputError {
  return new InputError('files/is-directory', `${label}: is a directory. Name the files in it, for example ${label.replace(/\/+$/, '')}/*.csv.gz`, { cause });
}
