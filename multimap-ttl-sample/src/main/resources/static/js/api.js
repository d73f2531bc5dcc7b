const PATIENCE_MILLIS = 8000;

/** Asks the server; problems come as an Error that says what to tell people, and whether waiting would help. */
export async function request(path, { method = 'GET', body, type, patience = PATIENCE_MILLIS } = {}) {
  const response = await fetch(path, {
    method,
    body,
    headers: type ? { 'Content-Type': type } : {},
    cache: 'no-store',
    signal: AbortSignal.timeout(patience),
  }).catch(() => { throw new Error('The board does not answer'); });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    const error = new Error(problem.detail ?? `The board answered ${response.status}`);
    throw Object.assign(error, { staysSo: problem.staysSo === true });
  }
  return response.status === 204 ? undefined : response.json();
}

/** A path of names, each of which may be any text. */
export function path(...names) {
  return names.map(encodeURIComponent).join('/');
}
