import { path, request } from './api.js';
import { asText } from './countdown.js';
import { makeCourier, showTime } from './courier.js';
import { arrange, ask, byId, count, fromTemplate, label, setText, switchOff } from './dom.js';
import { messages, quoted } from './messages.js';
import { tick } from './steps.js';

const LONG_SHIFT = '2m';

/** A zone with more couriers is folded. */
const MOST_COURIERS = 8;

const zones = byId('zones');
const form = byId('ping');
const menu = byId('move-menu');

let act;
let board = { zones: [] };
let usualMillis = 20000;
let names = [];
let riding = new Set();
let ghosts = new Map();
let invoker;

const unfolded = new Set();

async function ping(zone, courier, ttl) {
  const query = ttl ? `?ttl=${encodeURIComponent(ttl)}` : '';
  const answer = await request(`${path('zones', zone, 'couriers', courier)}${query}`, { method: 'POST' });
  tick('ping');
  const time = ttl ? `, ${duration(ttl)}` : '';
  const text = answer.newInZone ? `${courier} is new in ${zone}, for ${asText(answer.remainingMillis)}.`
    : `${courier} is still in ${zone}, for ${asText(answer.remainingMillis)} from now on.`;
  return [text, `couriers.add(${quoted(zone)}, ${quoted(courier)}${time}) → ${answer.newInZone}`];
}

function duration(ttl) {
  return ttl.endsWith('m') ? `Duration.ofMinutes(${parseInt(ttl, 10)})` : `Duration.ofSeconds(${ttl})`;
}

async function move(zone, courier, to) {
  await request(`${path('zones', zone, 'couriers', courier, 'move')}?to=${encodeURIComponent(to)}`, { method: 'POST' });
  return [`${courier} has moved from ${zone} to ${to}.`,
    `couriers.add(${quoted(to)}, ${quoted(courier)}, …); couriers.remove(${quoted(zone)}, ${quoted(courier)}) → true`];
}

async function silence(courier) {
  await request(path('simulator', 'couriers', courier), { method: 'DELETE' });
  return [`${courier} pings no more. Nothing else was done: watch the time run out.`];
}

async function close(zone) {
  await request(path('zones', zone), { method: 'DELETE' });
  return [`${zone} is closed, and nobody is there.`, `couriers.delete(${quoted(zone)}) → 1`];
}

function showZone(element, { zone, size, couriers }) {
  setText(element.querySelector('.size'), size > 0 ? size.toLocaleString('en') : '');
  switchOff(element.querySelector('.close'), size === 0);
  const byName = [...couriers].sort((one, other) => one.courier.localeCompare(other.courier, 'en', { numeric: true }));
  const shown = unfolded.has(zone) ? byName : byName.slice(0, MOST_COURIERS);
  arrange(element.querySelector('ol'), shown, (presence) => presence.courier,
    (presence) => makeCourierOf(zone, presence.courier), showCourier, element);
  showRest(element, size - shown.length, couriers.length > MOST_COURIERS);
  showGhosts(element);
}

function showRest(element, others, folds) {
  const rest = element.querySelector('.rest');
  const fold = rest.querySelector('.fold');
  const isUnfolded = unfolded.has(element.dataset.zone);
  if (!folds && fold === document.activeElement) {
    element.focus({ preventScroll: true });
  }
  rest.hidden = others === 0 && !folds;
  setText(rest.querySelector('span'), others > 0 ? `and ${others.toLocaleString('en')} more` : '');
  fold.hidden = !folds;
  setText(fold, isUnfolded ? 'Show fewer' : 'Show more');
  label(fold, `${fold.textContent} couriers in ${element.dataset.zone}`);
  fold.setAttribute('aria-expanded', isUnfolded);
}

function toggleFold(element) {
  const { zone } = element.dataset;
  if (!unfolded.delete(zone)) {
    unfolded.add(zone);
  }
  showZone(element, board.zones.find((column) => column.zone === zone));
}

function showGhosts(element) {
  const set = ghosts.get(element.dataset.zone);
  const haunted = element.querySelector('.haunted');
  haunted.hidden = !set || set.ghosts === 0;
  if (set) {
    setText(haunted.querySelector('span'), `${count(set.ghosts, 'ghost')} in a plain set`);
  }
}

function makeZone({ zone }) {
  const element = fromTemplate('zone');
  element.dataset.zone = zone;
  element.setAttribute('aria-label', zone);
  const name = element.querySelector('h3 a');
  name.textContent = zone;
  name.title = `Watch ${zone} live`;
  name.href = `live.html?zone=${encodeURIComponent(zone)}`;
  label(element.querySelector('.close'), `Close ${zone}`).addEventListener('click', () => askToClose(element));
  element.querySelector('.fold').addEventListener('click', () => toggleFold(element));
  element.addEventListener('dragover', (event) => {
    event.preventDefault();
    element.classList.add('over');
  });
  element.addEventListener('dragleave', () => element.classList.remove('over'));
  element.addEventListener('drop', (event) => {
    event.preventDefault();
    element.classList.remove('over');
    const dragged = JSON.parse(event.dataTransfer.getData('application/x-courier') || 'null');
    if (dragged && dragged.zone !== zone) {
      act(() => move(dragged.zone, dragged.courier, zone));
    }
  });
  return element;
}

async function askToClose(element) {
  const { zone } = element.dataset;
  const { size } = board.zones.find((column) => column.zone === zone);
  if (await ask(`Close ${zone}? ${count(size, 'courier')} will be off the board.`)) {
    await act(() => close(zone));
  }
}

function makeCourierOf(zone, courier) {
  const element = makeCourier(courier);
  label(element.querySelector('.again'), `Ping ${courier}`).addEventListener('click', () => act(() => ping(zone, courier)));
  label(element.querySelector('.move'), `Move ${courier} to another zone`)
    .addEventListener('click', (event) => openMenu(event.currentTarget, zone, courier));
  label(element.querySelector('.long'), `Long shift for ${courier}, 2 minutes`)
    .addEventListener('click', () => act(() => ping(zone, courier, LONG_SHIFT)));
  element.querySelector('.silent').addEventListener('click', () => act(() => silence(courier)));
  element.addEventListener('dragstart', (event) =>
    event.dataTransfer.setData('application/x-courier', JSON.stringify({ zone, courier })));
  return element;
}

function showCourier(element, presence) {
  showTime(element, presence, usualMillis);
  const rides = riding.has(presence.courier);
  element.classList.toggle('riding', rides);
  const silent = element.querySelector('.silent');
  switchOff(silent, !rides);
  silent.title = rides ? 'Go silent: ping no more' : 'Silent already: only you ping for this courier';
  label(silent, `Let ${presence.courier} go silent${rides ? '' : ', silent already'}`);
}

function openMenu(button, zone, courier) {
  menu.replaceChildren(...names.filter((name) => name !== zone).map((name) => {
    const choice = document.createElement('button');
    choice.type = 'button';
    choice.role = 'menuitem';
    choice.tabIndex = -1;
    choice.textContent = name;
    choice.addEventListener('click', () => choose(zone, courier, name));
    return choice;
  }));
  /* What is focused now has the focus again when the menu closes */
  invoker = button;
  invoker.focus({ preventScroll: true });
  menu.showPopover();
  const place = button.getBoundingClientRect();
  const left = Math.min(place.left, innerWidth - menu.offsetWidth - 8);
  const below = place.bottom + 4;
  const top = below + menu.offsetHeight > innerHeight ? Math.max(8, place.top - menu.offsetHeight - 4) : below;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${top}px`;
  menu.firstElementChild?.focus({ preventScroll: true });
}

/** After the move the focus is on the courier, where that is now. */
async function choose(zone, courier, to) {
  menu.hidePopover();
  await act(() => move(zone, courier, to));
  if (document.activeElement === document.body || document.activeElement.matches('.zones, .zone')) {
    const target = Array.from(zones.children).find((element) => element.dataset.zone === to);
    const moved = Array.from(target?.querySelector('ol').children ?? []).find(({ dataset }) => dataset.key === courier);
    (moved?.querySelector('.move') ?? target ?? zones).focus({ preventScroll: true });
  }
}

menu.addEventListener('keydown', (event) => {
  const choices = Array.from(menu.children);
  const at = choices.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    choices.at(to % choices.length).focus();
  }
  else if (event.key === 'Tab') {
    menu.hidePopover();
  }
});

menu.addEventListener('toggle', ({ newState }) => {
  invoker.setAttribute('aria-expanded', newState === 'open');
  if (newState === 'closed' && document.activeElement === document.body) {
    (invoker.isConnected ? invoker : zones).focus({ preventScroll: true });
  }
});

/** A menu that stays while the page moves under it would point at somebody else. */
addEventListener('scroll', () => menu.matches(':popover-open') && menu.hidePopover(), { passive: true });

export function showBoard(latest, redis) {
  board = latest;
  usualMillis = board.usualMillis;
  riding = new Set(board.riding);
  ghosts = new Map((redis?.plainSets?.sets ?? []).map((set) => [set.zone, set]));
  const known = board.zones.map(({ zone }) => zone);
  if (known.join('\n') !== names.join('\n')) {
    names = known;
    byId('known-zones').replaceChildren(...names.map((name) => new Option(name, name)));
  }
  form.elements.ttl.placeholder = Math.round(usualMillis / 1000);
  arrange(zones, board.zones, ({ zone }) => zone, makeZone, showZone);
  byId('more').hidden = board.moreZones === 0;
  setText(byId('more'), `and at least ${count(board.moreZones, 'more zone')}`);
  byId('nobody').hidden = board.zones.some(({ size }) => size > 0);
  byId('latest').hidden = board.latest.length === 0;
  setText(byId('latest').querySelector('span'), board.latest.join(', '));
}

export function startBoard(refresh) {
  act = messages(byId('message'), refresh);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { zone, courier, ttl } = Object.fromEntries(new FormData(form));
    act(() => ping(zone.trim(), courier.trim(), ttl));
  });
  byId('clear-plain').addEventListener('click', () => act(async () => {
    await request('redis/plain-sets', { method: 'DELETE' });
    return ['The plain sets are deleted. That is the clean-up job that the multimap does not need.'];
  }));
}
