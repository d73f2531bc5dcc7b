import { request } from './api.js';
import { byId, count, switchOff } from './dom.js';

const EXAMPLE_LINES = 100000;
const ASK_AGAIN_MILLIS = 150;
const PATIENCE_MILLIS = 120000;

const bar = byId('import-progress');
const result = byId('import-result');
const example = byId('import-example');
const file = byId('import-file');

async function importCsv(csv) {
  const lines = csv.split('\n').length;
  let running = true;
  bar.hidden = false;
  bar.value = 0;
  (async () => {
    while (running) {
      const progress = await request('import').catch(() => ({ lines: 0 }));
      bar.value = Math.min(1, progress.lines / lines);
      await new Promise((resume) => { setTimeout(resume, ASK_AGAIN_MILLIS); });
    }
  })();
  try {
    const done = await request('import?ttl=60s',
      { method: 'POST', body: csv, type: 'text/csv', patience: PATIENCE_MILLIS });
    return `${count(done.lines, 'line')} in ${(done.millis / 1000).toFixed(1)} s; `
      + `${count(done.added, 'courier')} had not been there. In a minute they will all be gone.`;
  }
  finally {
    running = false;
    bar.hidden = true;
  }
}

export function startImport(refresh) {
  async function act(source) {
    switchOff(example, true);
    switchOff(file, true);
    result.textContent = '';
    /* With room for the result: on a phone the numbers of Redis would hide it */
    result.closest('section').scrollIntoView({ block: 'nearest' });
    try {
      result.textContent = await importCsv(await source());
    }
    catch (error) {
      result.textContent = `That did not work: ${error.message}.`;
    }
    switchOff(example, false);
    switchOff(file, false);
    file.value = '';
    await refresh();
  }

  example.addEventListener('click', () => act(async () =>
    (await fetch(`import/example?lines=${EXAMPLE_LINES}`)).text()));
  file.addEventListener('change', () => file.files.length > 0 && act(() => file.files[0].text()));
}
