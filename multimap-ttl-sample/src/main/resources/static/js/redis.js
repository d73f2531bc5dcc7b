import { asText, countDown } from './countdown.js';
import { arrange, byId, fromTemplate, setText, switchOff } from './dom.js';

const CHART_MILLIS = 120000;
const CHART_WIDTH = 240;
const CHART_HEIGHT = 60;

/** Keys that are no zone, and what they are for. */
const HELPERS = [
  [/^zones:open$/, 'which zones have couriers, so that the page can list them'],
  [/^pings:everywhere$/, 'who pinged last, in any zone'],
  [/^logins:/, 'devices that are logged in, see My devices'],
];

let history = [];

export function showRedis(redis, couriers) {
  const { plainSets, sortedSets } = redis;
  number('keys', redis.keys);
  number('live', sortedSets ? redis.live : '?');
  number('expired', sortedSets ? redis.expired : '?');
  byId('too-many').hidden = sortedSets !== null;
  byId('no-keys').hidden = redis.keys > 0;
  const sets = (sortedSets ?? []).slice(0, 30);
  arrange(byId('sorted-sets'), sets, (set) => set.key, makeSortedSet, showSortedSet);
  byId('no-plain').hidden = plainSets !== null;
  document.querySelectorAll('[data-plain]').forEach((element) => { element.hidden = plainSets === null; });
  if (plainSets !== null) {
    number('ghosts', plainSets.ghosts);
    const filled = plainSets.sets.filter((set) => set.members > 0).slice(0, 30);
    arrange(byId('plain-sets'), filled, (set) => set.zone, makePlainSet, showPlainSet);
    switchOff(byId('clear-plain'), plainSets.members === 0);
    draw(couriers, plainSets.members);
  }
}

function number(id, value) {
  setText(byId(id), value.toLocaleString('en'));
}

function row(template, name) {
  const element = fromTemplate(template);
  element.querySelector('code').textContent = name;
  element.querySelector('th').title = name;
  return element;
}

function makeSortedSet({ key }) {
  const name = key.replace(/^courier-board\./, '');
  const element = row('sorted-set', name);
  const [, purpose] = HELPERS.find(([pattern]) => pattern.test(name)) ?? [];
  setText(element.querySelector('small'), purpose ?? '');
  return element;
}

function makePlainSet({ zone }) {
  return row('plain-set', zone);
}

function cell(element, selector, value) {
  const found = element.querySelector(selector);
  setText(found, value.toLocaleString('en'));
  found.classList.toggle('some', value > 0);
}

function showSortedSet(element, { live, expired, ttlMillis }) {
  cell(element, '.n-live', live);
  cell(element, '.n-expired', expired);
  const ttl = element.querySelector('.ttl');
  if (ttlMillis < 0) {
    setText(ttl, 'none');
  }
  else {
    countDown(element, { remainingMillis: ttlMillis, expiresAt: undefined }, 0,
      (remaining) => setText(ttl, asText(remaining)));
  }
}

function showPlainSet(element, { members, ghosts }) {
  cell(element, '.members', members);
  cell(element, '.n-ghosts', ghosts);
}

/** Draws how many there were on either side; where the lines part, the ghosts are. */
function draw(live, plain) {
  const now = performance.now();
  history = history.filter((point) => now - point.time < CHART_MILLIS + 5000);
  history.push({ time: now, live, plain });
  const most = Math.max(5, ...history.map((point) => Math.max(point.live, point.plain)));
  const points = history.map(({ time, live: up, plain: beside }) => {
    const x = CHART_WIDTH * (1 - (now - time) / CHART_MILLIS);
    return { x: x.toFixed(1), live: height(up, most), plain: height(beside, most) };
  });
  const line = (side) => `M${points.map((point) => `${point.x} ${point[side]}`).join('L')}`;
  byId('chart-live').setAttribute('d', line('live'));
  byId('chart-plain').setAttribute('d', line('plain'));
  const back = [...points].reverse().map((point) => `${point.x} ${point.live}`).join('L');
  byId('chart-gap').setAttribute('d', `${line('plain')}L${back}Z`);
}

function height(value, most) {
  return (2 + CHART_HEIGHT * (1 - value / most)).toFixed(1);
}
